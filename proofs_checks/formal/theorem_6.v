(* Theorem 6*, along one path: with the noise conditions below (which almost every path satisfies under
   Robbins-Monro steps and E[|xi|^2 | past] <= sigma^2 (1 + |w|^2), by the convergence of
   square-summable martingales) the path is bounded, ends in one box, the loss converges, and the
   distances to the box and to its stationary points tend to zero. Both psi, both rules (the projected
   one where no coordinate comes to rest at an infeasible midpoint). *)
From Coq Require Import Reals Lra Psatz List Arith Lia ClassicalChoice FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel levels sides sums smooth sequences basins lemma_1 minimiser drift arrival compact.
From Askew Require Import theorem_4_limit theorem_4.
Open Scope R_scope.

(* near N(C), the part of the step beyond -ghat pushes inward *)
Lemma push_sign a b lo hi w gh v : 0 < a -> near_velocity a b lo hi w gh v ->
  (- v - gh < 0 -> w <= lo) /\ (0 < - v - gh -> hi <= w).
Proof.
  intros Ha [[I ->]|[(U & X & B & ->)|(U & X & B & ->)]]; split; intros H; try lra.
  - assert (Y := Rmax_l gh U). lra.
  - assert (Y := Rmax_l (- gh) U). lra.
Qed.

(* the constants and minimisers that the theorem names exist for every loss that it admits *)
Theorem boxes_have_minimisers n levels eps alpha clip mu kind l g c0 c1 :
  (forall i, (i < n)%nat -> separated (levels i) eps kind mu) ->
  0 < alpha -> 0 < clip -> 0 < eps -> 0 < mu -> loss_ok n l g c0 c1 ->
  let near level := inN n levels level eps (delta_star alpha clip mu) kind in
  exists (M : (nat -> nat) -> R) (hat : (nat -> nat) -> (nat -> R) -> nat -> R),
  forall level, (forall i, (i < n)%nat -> (level i < length (levels i))%nat) ->
    (0 < M level /\ forall x y, near level x -> near level y ->
      norm2 n (fun i => g x i - g y i) <= M level ^ 2 * norm2 n (fun i => x i - y i)) /\
    minimises n (M level) (low_end levels level eps kind) (high_end levels level eps kind) l (hat level).
Proof.
  intros Hq Ha Hc He Hmu Hloss near.
  assert (HD := delta_star_ok alpha clip mu Ha Hc Hmu). cbv zeta in HD.
  destruct (choice (fun (level : nat -> nat) (p : R * ((nat -> R) -> nat -> R)) =>
    (forall i, (i < n)%nat -> (level i < length (levels i))%nat) ->
    (0 < fst p /\ forall x y, near level x -> near level y ->
      norm2 n (fun i => g x i - g y i) <= fst p ^ 2 * norm2 n (fun i => x i - y i)) /\
    minimises n (fst p) (low_end levels level eps kind) (high_end levels level eps kind) l (snd p))) as [f Hf].
  - intros level. destruct (N_constants n levels level eps (delta_star alpha clip mu) kind (proj1 HD) l g c0 c1 Hloss)
      as (M & G & M0 & _ & Lip & _).
    destruct (Classical_Prop.classic (forall i, (i < n)%nat -> (level i < length (levels i))%nat)) as [L|L].
    2:{ exists (M, fun x => x). intros L'. contradiction. }
    assert (Hq' : forall i, (i < n)%nat -> separated (levels i) eps kind mu /\ (level i < length (levels i))%nat) by auto.
    assert (Box : forall i, (i < n)%nat -> low_end levels level eps kind i <= high_end levels level eps kind i).
    { intros i Hi. apply Rlt_le. eapply box_order with (n := n) (mu := mu); eauto. }
    destruct Hloss as (Hgrad & _).
    destruct (minimiser_exists n M (low_end levels level eps kind) (high_end levels level eps kind) l g M0 Box) as [h Hh].
    + intros y y' Hy Hy'.
      apply (descent_N n levels level eps (delta_star alpha clip mu) kind M l g M0 Hgrad Lip);
        eapply C_in_N with (alpha := alpha) (clip := clip) (mu := mu); eauto.
    + exists (M, h). intros _. split; [split; assumption | exact Hh].
  - exists (fun level => fst (f level)), (fun level => snd (f level)). exact Hf.
Qed.

Section Path.
Variables (n : nat) (levels : nat -> list R) (eps alpha clip mu : R) (kind rule : nat).
Hypothesis Hq : forall i, (i < n)%nat -> separated (levels i) eps kind mu.
Hypothesis Halpha : 0 < alpha.
Hypothesis Hclip : 0 < clip.
Hypothesis Heps : 0 < eps.
Hypothesis Hmu : 0 < mu.
Variables (l : (nat -> R) -> R) (g : (nat -> R) -> nat -> R) (c0 c1 : R).
Hypothesis Hloss : loss_ok n l g c0 c1.
Notation delta := (delta_star alpha clip mu).
Notation a := (a_ alpha kind).
Notation b := (b_ alpha).
Notation lo level := (low_end levels level eps kind).
Notation hi level := (high_end levels level eps kind).
Notation inN level := (inN n levels level eps delta kind).
Definition box_level (level : nat -> nat) := forall i, (i < n)%nat -> (level i < length (levels i))%nat.

(* for each box a Lipschitz constant on its neighbourhood N, and the minimiser x^ *)
Variables (M : (nat -> nat) -> R) (hat : (nat -> nat) -> (nat -> R) -> nat -> R).
Hypothesis HM : forall level, box_level level -> 0 < M level /\ forall x y, inN level x -> inN level y ->
  norm2 n (fun i => g x i - g y i) <= M level ^ 2 * norm2 n (fun i => x i - y i).
Hypothesis Hhat : forall level, box_level level -> minimises n (M level) (lo level) (hi level) l (hat level).

(* the path *)
Variables (gamma : nat -> R) (w xi : nat -> nat -> R).
Hypothesis Hgamma : forall k, 0 < gamma k.
Hypothesis Hzero : is_lim_seq gamma 0.
Hypothesis Hinf : is_lim_seq (fun T => sum T gamma) p_infty.
Notation ghat k i := (g (w k) i + xi k i).
Notation v k i := (velocity (w k i) (ghat k i) (levels i) eps alpha clip kind rule).
Hypothesis Hw : forall k i, w (S k) i = w k i + gamma k * v k i.
(* under the projected rule: no coordinate rests at an infeasible midpoint for ever *)
Hypothesis Hrule : forall i, (i < n)%nat -> moves_on (levels i) rule (fun k => w k i) (fun k => ghat k i).
(* N1: gamma_k |xi_k| / (1 + |w_k|) -> 0. N2, N4: localised, for the r that bound the whole path.
   N3: for every box in whose neighbourhood the path ends *)
Hypothesis N1 : forall e, 0 < e -> exists K, forall k, (K <= k)%nat -> forall m, 0 <= m ->
  within n m (w k) -> forall i, (i < n)%nat -> gamma k * Rabs (xi k i) <= e * (1 + m).
Hypothesis N2 : forall r, (forall k, within n r (w k)) ->
  conv (fun k => gamma k ^ 2 * norm2 n (fun i => ghat k i)).
Hypothesis N3 : forall level K, box_level level -> (forall k, (K <= k)%nat -> inN level (w k)) ->
  conv (fun k => gamma (K + k)%nat * dot n (xi (K + k)%nat) (zed (lo level) (hi level) (hat level) (w (K + k)%nat))).
Hypothesis N4 : forall r i, (forall k, within n r (w k)) -> (i < n)%nat -> conv (fun k => gamma k * xi k i).

Theorem theorem_6 : exists level Y,
  box_level level /\ (forall k, within n Y (w k)) /\
  (exists K, forall i k, (i < n)%nat -> (K <= k)%nat -> inside (levels i) (level i) (w k i)) /\
  is_lim_seq (fun k => d2 n (lo level) (hi level) (w k)) 0 /\
  is_lim_seq (fun k => S2 n (lo level) (hi level) (hat level) (w k)) 0 /\
  ex_finite_lim_seq (fun k => l (w k)) /\
  forall eta, 0 < eta -> exists K, forall k, (K <= k)%nat ->
    exists y, stationary n (lo level) (hi level) g y /\ norm2 n (fun i => w k i - y i) < eta.
Proof.
  destruct Hloss as (Hgrad & Hlip & C0 & C1 & Hgrow).
  assert (HD := delta_star_ok alpha clip mu Halpha Hclip Hmu). cbv zeta in HD.
  assert (Hw0 : forall k i, (i < n)%nat -> w (S k) i = w k i + gamma k * v k i) by (intros; apply Hw).
  destruct (one_box n levels eps alpha clip mu kind rule Hq Halpha Hclip Heps Hmu g c0 c1 (conj C0 C1) Hgrow
    gamma w xi Hgamma Hzero Hinf Hw0 N1 Hrule) as (level & Lev & In & Hdist).
  destruct (bounded n levels eps alpha clip mu kind rule Hq Halpha Hclip Heps Hmu g c0 c1 (conj C0 C1) Hgrow
    gamma w xi Hgamma Hzero Hw0 N1) as (Y & Y0 & HY).
  assert (Van := fun i => steps_vanish n levels eps alpha clip mu kind rule Hq Halpha Hclip Heps Hmu g c0 c1
    (conj C0 C1) Hgrow gamma w xi Hgamma Hzero Hw0 N1 i).
  destruct (arrives n levels eps kind w level delta (proj1 HD) Hdist) as [K1 HK1].
  destruct (HM level Lev) as [M0 HLip]. specialize (Hhat level Lev). rename Hhat into Hmin.
  set (m := M level) in *. set (h := hat level) in *. set (L := lo level) in *. set (H := hi level) in *.
  assert (Hq' : forall i, (i < n)%nat -> separated (levels i) eps kind mu /\ (level i < length (levels i))%nat)
    by (intros i Hi; split; [apply Hq | apply Lev]; exact Hi).
  assert (A0 : 0 < a /\ a <= b) by (apply a_b; assumption). destruct A0 as [A0 AB].
  assert (Box : forall i, (i < n)%nat -> L i < H i).
  { intros i Hi. eapply box_order with (n := n) (mu := mu); eauto. }
  assert (Box' : forall i, (i < n)%nat -> L i <= H i) by (intros i Hi; apply Rlt_le, Box, Hi).
  assert (CN : forall y, inC n L H y -> inN level y).
  { intros y Hy. eapply C_in_N with (alpha := alpha) (clip := clip) (mu := mu); eauto. }
  assert (DescN : forall x y, inN level x -> inN level y ->
    Rabs (l y - l x - dot n (g x) (fun i => y i - x i)) <= m / 2 * norm2 n (fun i => y i - x i)).
  { intros x y. apply descent_N; auto. }
  assert (DescC : forall y y', inC n L H y -> inC n L H y' ->
    Rabs (l y' - l y - dot n (g y) (fun i => y' i - y i)) <= m / 2 * norm2 n (fun i => y' i - y i)) by auto.
  assert (LipC : forall y y', inC n L H y -> inC n L H y' ->
    norm2 n (fun i => g y i - g y' i) <= m ^ 2 * norm2 n (fun i => y i - y' i)) by auto.
  (* from K on: in N, small steps *)
  assert (B0 : 0 < b) by (unfold b_; lra).
  destruct (lim_zero_below gamma Hzero (/ b) ltac:(apply Rinv_0_lt_compat; exact B0)) as [K2 HK2].
  set (K := (K1 + K2)%nat).
  set (gam := fun k => gamma (K + k)%nat). set (x := fun k => w (K + k)%nat). set (ze := fun k => xi (K + k)%nat).
  assert (Gam : forall k, 0 < gam k /\ gam k * b <= 1).
  { intros k. unfold gam. assert (X := Hgamma (K + k)%nat). split; [exact X|].
    specialize (HK2 (K + k)%nat ltac:(unfold K; lia)). rewrite Rabs_pos_eq in HK2 by lra.
    assert (gamma (K + k)%nat * b <= / b * b) by (apply Rmult_le_compat_r; lra). rewrite Rinv_l in H0 by lra. exact H0. }
  assert (XN : forall k, inN level (x k)) by (intros k; apply HK1; unfold K; lia).
  assert (XY : forall k, within n Y (x k)) by (intros k; apply HY).
  set (vv := fun k i => velocity (x k i) (g (x k) i + ze k i) (levels i) eps alpha clip kind rule).
  assert (Xstep : forall k, x (S k) = fun i => x k i + gam k * vv k i).
  { intros k. apply functional_extensionality. intros i. unfold x, gam, vv, ze. rewrite Nat.add_succ_r. apply Hw. }
  assert (Near : forall k i, (i < n)%nat -> near_velocity a b (L i) (H i) (x k i) (g (x k) i + ze k i) (vv k i)).
  { intros k i Hi. apply (kernel_near n levels level eps alpha clip mu delta kind rule Hq' Halpha Hclip Heps HD
      (x k) (fun i => g (x k) i + ze k i) i Hi (XN k)). }
  set (D := fun k => d2 n L H (x k)). set (Sk := fun k => S2 n L H h (x k)).
  set (gh2 := fun k => norm2 n (fun i => g (x k) i + ze k i)).
  (* energy *)
  assert (E2 : conv (fun k => gam k ^ 2 * gh2 k)).
  { apply (conv_tail (fun k => gamma k ^ 2 * norm2 n (fun i => ghat k i)) K), (N2 Y HY). }
  assert (D0 : forall k, 0 <= D k) by (intros k; apply norm2_pos).
  assert (S0 : forall k, 0 <= Sk k) by (intros k; apply norm2_pos).
  assert (Ea : conv (fun k => a * gam k * D k)).
  { destruct (robbins_siegmund D (fun k => a * gam k * D k) (fun k => gam k ^ 2 * gh2 k) 0) as [_ C]; auto.
    - intros k. unfold D, gh2. rewrite Xstep. destruct (Gam k) as [g0 gb].
      assert (X := distance_step n a b (gam k) L H A0 AB g0 gb Box' (x k) (fun i => g (x k) i + ze k i) (vv k) (Near k)).
      eapply Rle_trans; [exact X|]. right; ring.
    - intros k. destruct (Gam k). apply Rmult_le_pos; [apply Rmult_le_pos; lra | apply D0]. }
  assert (Eb : conv (fun k => gam k ^ 2 * D k)).
  { apply conv_le with (g := fun k => / (a * b) * (a * gam k * D k)); [|apply conv_scal, Ea].
    intros k. destruct (Gam k) as [g0 gb]. split; [apply Rmult_le_pos; [apply pow2_ge_0 | apply D0]|].
    replace (/ (a * b) * (a * gam k * D k)) with (/ b * gam k * D k) by (field; lra).
    apply Rmult_le_compat_r; [apply D0|]. replace (gam k ^ 2) with (gam k * gam k) by ring.
    apply Rmult_le_compat_r; [lra|]. apply Rmult_le_reg_r with b; [exact B0|]. rewrite Rinv_l; lra. }
  destruct (kappa_pos m a M0 A0) as [k0 k1].
  set (P := fun k => Psi n m a L H l h (x k)).
  assert (Ec : ex_finite_lim_seq P /\ conv (fun k => 2 * m ^ 2 * gam k * Sk k)).
  { destruct (phi_low n m L H l g M0 Box' DescC h Hmin) as [Low HLow].
    apply robbins_siegmund with (L := Low)
      (e := fun k => (- 2 * m) * (gam k * dot n (ze k) (zed L H h (x k))) +
        ((m + kappa m a) * (gam k ^ 2 * gh2 k) + m * b ^ 2 * (gam k ^ 2 * D k))).
    - intros k. unfold P. rewrite Xstep. destruct (Gam k) as [g0 gb].
      assert (X := drift_step n m a b (gam k) L H l g M0 A0 AB g0 gb Box' DescC h Hmin (x k)
        (fun i => g (x k) i + ze k i) (vv k) (Near k)
        (HLip (x k) (h (x k)) (XN k) (CN _ (proj1 (Hmin (x k)))))).
      cbv beta in X. replace (dot n (fun i => g (x k) i + ze k i - g (x k) i) (zed L H h (x k)))
        with (dot n (ze k) (zed L H h (x k))) in X by (unfold dot; apply sum_ext; intros; ring).
      eapply Rle_trans; [exact X|].
      unfold Sk, D, gh2. right; ring.
    - intros k. destruct (Gam k). apply Rmult_le_pos; [apply Rmult_le_pos; [|lra] | apply S0].
      assert (0 <= m ^ 2) by apply pow2_ge_0. lra.
    - apply conv_plus; [apply conv_scal; apply (N3 level K Lev); intros k Hk; apply HK1; unfold K in Hk; lia|].
      apply conv_plus; apply conv_scal; assumption.
    - intros k. unfold P, Psi. specialize (HLow (x k)).
      assert (0 <= kappa m a * d2 n L H (x k)) by (apply Rmult_le_pos; [exact k0 | apply norm2_pos]). lra. }
  destruct Ec as [LimP Es].
  assert (LimD : is_lim_seq (fun k => d2 n L H (w k)) 0).
  { apply is_lim_seq_ext with (fun k => norm2 n (fun i => dist (levels i) eps kind (level i) (w k i))).
    - intros k. symmetry. eapply distance_is with (mu := mu); eauto.
    - replace 0 with (sum n (fun _ => 0 ^ 2)) by (rewrite sum_const; ring).
      apply (lim_sum n (fun k i => dist (levels i) eps kind (level i) (w k i) ^ 2)).
      intros i Hi. apply lim_square. apply Hdist, Hi. }
  (* S varies slowly, so it tends to 0 *)
  set (G := c0 + c1 * Y).
  assert (GB : forall k i, (i < n)%nat -> Rabs (g (x k) i) <= G) by (intros k i Hi; apply (Hgrow (x k) Y Y0 (XY k) i Hi)).
  assert (G0 : 0 <= G) by (unfold G; assert (0 <= c1 * Y) by (apply Rmult_le_pos; lra); lra).
  assert (LimS' : is_lim_seq Sk 0).
  { apply slow with (gam := gam); auto.
    - intros k. apply Rlt_le, Gam.
    - apply divergent_tail, Hinf.
    - apply conv_ext with (fun k => / (2 * m ^ 2) * (2 * m ^ 2 * gam k * Sk k)); [|apply conv_scal, Es].
      intros k. field. lra.
    - intros c Hc. assert (In0 := pos_INR n).
      set (rho := Rmin 1 (c / (20 * (INR n + 1)))).
      assert (R0 : 0 < rho). { unfold rho. apply Rmin_glb_lt; [lra|]. apply Rdiv_lt_0_compat; lra. }
      assert (R1 : 20 * INR n * rho ^ 2 <= c).
      { assert (rho <= 1) by apply Rmin_l. assert (X := Rmin_r 1 (c / (20 * (INR n + 1)))). fold rho in X.
        assert (rho * rho <= 1 * rho) by (apply Rmult_le_compat_r; lra).
        assert (Z : 20 * INR n * rho ^ 2 <= 20 * (INR n + 1) * rho).
        { replace (rho ^ 2) with (rho * rho) by ring.
          assert (20 * INR n * (rho * rho) <= 20 * INR n * rho) by (apply Rmult_le_compat_l; lra). lra. }
        assert (20 * (INR n + 1) * rho <= 20 * (INR n + 1) * (c / (20 * (INR n + 1)))) by (apply Rmult_le_compat_l; lra).
        replace (20 * (INR n + 1) * (c / (20 * (INR n + 1)))) with c in H2 by (field; lra). lra. }
      set (s := rho / 6). set (T := rho / (2 * (G + 1))).
      assert (s0 : 0 < s) by (unfold s; lra).
      assert (T0 : 0 < T) by (apply Rdiv_lt_0_compat; lra).
      assert (GT : G * T <= rho / 2).
      { unfold T. replace (G * (rho / (2 * (G + 1)))) with (rho / 2 * (G / (G + 1))) by (field; lra).
        assert (G / (G + 1) <= 1) by (apply Rmult_le_reg_r with (G + 1); [lra|]; unfold Rdiv; rewrite Rmult_assoc, Rinv_l; lra).
        assert (rho / 2 * (G / (G + 1)) <= rho / 2 * 1) by (apply Rmult_le_compat_l; lra). lra. }
      destruct (eventually_all n (fun i k => dist (levels i) eps kind (level i) (w k i) <= s)) as [Ka HKa].
      { intros i Hi. destruct (lim_zero_below _ (Hdist i Hi) s s0) as [N HN]. exists N. intros k Hk.
        specialize (HN k Hk). apply Rabs_def2 in HN. lra. }
      destruct (eventually_all n (fun i k => gamma k * Rabs (v k i) <= s)) as [Kb HKb].
      { intros i Hi. destruct (lim_zero_below _ (Van i Hi) s s0) as [N HN]. exists N. intros k Hk.
        specialize (HN k Hk). apply Rabs_def2 in HN. lra. }
      destruct (eventually_all n (fun i k => forall j, (k <= j)%nat ->
        Rabs (sum j (fun k => gamma k * xi k i) - sum k (fun k => gamma k * xi k i)) < s)) as [Kc HKc].
      { intros i Hi. destruct (conv_cauchy _ s (N4 Y i HY Hi) s0) as [N HN]. exists N. intros k Hk j Hj. apply HN; lia. }
      exists T, (Ka + Kb + Kc)%nat. split; [exact T0|]. intros k j Hkj Hsum.
      eapply Rle_trans; [apply (S2_lipschitz n m L H l g M0 Box' DescC h Hmin LipC (x k) (x j))|].
      fold (Sk j). apply Rplus_le_compat_l.
      apply Rle_trans with (20 * (INR n * rho ^ 2)); [|lra]. apply Rmult_le_compat_l; [lra|].
      unfold norm2. rewrite <- sum_const. apply sum_le. intros i Hi. rewrite <- pow2_abs. apply pow_incr.
      split; [apply Rabs_pos|].
      assert (W : Rabs (x j i - x k i) <= (G * T + s) + s + s).
      { apply (window (fun k => x k i) (fun k => gam k * (g (x k) i + ze k i))
          (fun k => gam k * (- vv k i - (g (x k) i + ze k i))) (L i) (H i) k j); try lra.
        - lia.
        - intros q _. rewrite (Xstep q). ring.
        - intros q Hq0 Neg. destruct (Gam q) as [g0 _]. apply (push_sign a b (L i) (H i) (x q i) _ _ A0 (Near q i Hi)).
          apply Rmult_lt_reg_l with (gam q); lra.
        - intros q Hq0 Pos. destruct (Gam q) as [g0 _]. apply (push_sign a b (L i) (H i) (x q i) _ _ A0 (Near q i Hi)).
          apply Rmult_lt_reg_l with (gam q); lra.
        - intros q Hq0. rewrite (Xstep q). replace (x q i + gam q * vv q i - x q i) with (gam q * vv q i) by ring.
          destruct (Gam q) as [g0 _]. rewrite Rabs_mult, (Rabs_pos_eq (gam q)) by lra.
          apply (HKb i (K + q)%nat Hi). lia.
        - assert (Dk := HKa i (K + k)%nat Hi ltac:(lia)). unfold dist in Dk.
          assert (D1 := Rmax_l (minus (levels i) eps kind (level i) - w (K + k)%nat i) (w (K + k)%nat i - plus (levels i) eps kind (level i))).
          assert (D2 := Rmax_r (minus (levels i) eps kind (level i) - w (K + k)%nat i) (w (K + k)%nat i - plus (levels i) eps kind (level i))).
          assert (D3 := Rmax_r 0 (Rmax (minus (levels i) eps kind (level i) - w (K + k)%nat i) (w (K + k)%nat i - plus (levels i) eps kind (level i)))).
          unfold x, L, H, low_end, high_end. lra.
        - intros p Hp.
          assert (E : forall t, sum t (fun k => gam k * (g (x k) i + ze k i)) =
            sum t (fun k => gam k * g (x k) i) + sum t (fun k => gam k * ze k i)).
          { intros t. rewrite <- sum_plus. apply sum_ext; intros; ring. }
          rewrite !E.
          assert (Drift : Rabs (sum j (fun k => gam k * g (x k) i) - sum p (fun k => gam k * g (x k) i)) <= G * (sum j gam - sum p gam)).
          { replace j with (p + (j - p))%nat by lia. rewrite !sum_shift.
            replace (sum p (fun k => gam k * g (x k) i) + sum (j - p) (fun q => gam (p + q)%nat * g (x (p + q)%nat) i) - sum p (fun k => gam k * g (x k) i))
              with (sum (j - p) (fun q => gam (p + q)%nat * g (x (p + q)%nat) i)) by ring.
            replace (sum p gam + sum (j - p) (fun q => gam (p + q)%nat) - sum p gam) with (sum (j - p) (fun q => gam (p + q)%nat)) by ring.
            rewrite <- sum_scal. generalize (j - p)%nat. intros r. induction r as [|r IH]; cbn [sum]; [rewrite Rabs_R0; lra|].
            eapply Rle_trans; [apply Rabs_triang|]. apply Rplus_le_compat; [exact IH|].
            destruct (Gam (p + r)%nat) as [g0 _]. rewrite Rabs_mult, (Rabs_pos_eq (gam _)), Rmult_comm by lra.
            apply Rmult_le_compat_r; [lra | apply GB, Hi]. }
          assert (Noise : Rabs (sum j (fun k => gam k * ze k i) - sum p (fun k => gam k * ze k i)) < s).
          { assert (X := HKc i (K + p)%nat Hi ltac:(lia) (K + j)%nat ltac:(lia)). rewrite !sum_shift in X.
            replace (sum K (fun k => gamma k * xi k i) + sum j (fun k => gamma (K + k)%nat * xi (K + k)%nat i) -
              (sum K (fun k => gamma k * xi k i) + sum p (fun k => gamma (K + k)%nat * xi (K + k)%nat i)))
              with (sum j (fun k => gam k * ze k i) - sum p (fun k => gam k * ze k i)) in X
              by (unfold gam, ze; ring). exact X. }
          assert (Mono : sum k gam <= sum p gam).
          { replace p with (k + (p - k))%nat by lia. rewrite sum_shift.
            assert (0 <= sum (p - k) (fun q => gam (k + q)%nat)) by (apply sum_pos; intros; apply Rlt_le, Gam). lra. }
          assert (GS : G * (sum j gam - sum p gam) <= G * T) by (apply Rmult_le_compat_l; lra).
          replace (sum j (fun k => gam k * g (x k) i) + sum j (fun k => gam k * ze k i) -
            (sum p (fun k => gam k * g (x k) i) + sum p (fun k => gam k * ze k i))) with
            ((sum j (fun k => gam k * g (x k) i) - sum p (fun k => gam k * g (x k) i)) +
             (sum j (fun k => gam k * ze k i) - sum p (fun k => gam k * ze k i))) by ring.
          eapply Rle_trans; [apply Rabs_triang|]. lra. }
      rewrite Rabs_minus_sym. unfold s in W. lra. }
  assert (LimS : is_lim_seq (fun k => S2 n L H h (w k)) 0).
  { apply (is_lim_seq_incr_n _ K). apply is_lim_seq_ext with Sk; [|exact LimS'].
    intros k. unfold Sk, x. rewrite Nat.add_comm. reflexivity. }
  assert (LimD' : is_lim_seq D 0).
  { apply is_lim_seq_ext with (fun k => d2 n L H (w (k + K)%nat)); [intros k; unfold D, x; rewrite Nat.add_comm; reflexivity|].
    apply (is_lim_seq_incr_n (fun k => d2 n L H (w k)) K), LimD. }
  (* w - x^ tends to 0, and with it loss - phi *)
  set (e := fun k => norm2 n (fun i => x k i - h (x k) i)).
  assert (e0 : forall k, 0 <= e k) by (intros; apply norm2_pos).
  assert (LimE2 : is_lim_seq (fun k => 2 * D k + 2 * Sk k) 0).
  { replace 0 with (2 * 0 + 2 * 0) by ring. apply is_lim_seq_plus'; apply (is_lim_seq_scal_l _ 2 0); assumption. }
  assert (LimE : is_lim_seq e 0).
  { apply lim_zero_dominated with (v := fun k => 2 * D k + 2 * Sk k) (K := O); [exact LimE2|].
    intros k _. rewrite Rabs_pos_eq by apply e0. unfold e, D, Sk, d2, S2, norm2.
    rewrite <- !sum_scal, <- sum_plus. apply sum_le. intros i _. unfold zed.
    assert (0 <= ((x k i - nearest L H (x k) i) - (nearest L H (x k) i - h (x k) i)) ^ 2) by apply pow2_ge_0. lra. }
  assert (LimR : is_lim_seq (fun k => sqrt (e k)) 0).
  { rewrite <- sqrt_0. apply (is_lim_seq_continuous sqrt e 0); [apply continuity_pt_sqrt; lra | exact LimE]. }
  assert (LimDiff : is_lim_seq (fun k => l (x k) - phi n m l h (x k)) 0).
  { apply lim_zero_dominated with (v := fun k => INR n * G * sqrt (e k) + 3 * m / 2 * e k) (K := O).
    - replace 0 with (INR n * G * 0 + 3 * m / 2 * 0) by ring.
      apply is_lim_seq_plus'; [apply (is_lim_seq_scal_l _ (INR n * G) 0) | apply (is_lim_seq_scal_l _ (3 * m / 2) 0)]; assumption.
    - intros k _. eapply Rle_trans; [apply (loss_phi n m l g M0)|].
      + apply DescN; [apply XN | apply CN, Hmin].
      + apply Rplus_le_compat_r. rewrite Rmult_assoc, <- sum_const. apply sum_le. intros i Hi.
        apply Rmult_le_compat; try apply Rabs_pos; [apply GB, Hi|].
        rewrite <- (sqrt_Rsqr_abs (x k i - h (x k) i)). apply sqrt_le_1_alt. unfold Rsqr.
        assert (C := coord_le n (fun i => x k i - h (x k) i) i Hi). cbv beta in C. fold (e k) in C. lra. }
  assert (LimL : ex_finite_lim_seq (fun k => l (w k))).
  { destruct LimP as [p Hp]. exists p. apply (is_lim_seq_incr_n _ K).
    apply is_lim_seq_ext with (fun k => (l (x k) - phi n m l h (x k)) + (P k - kappa m a * D k)).
    - intros k. unfold P, Psi, D. rewrite (Nat.add_comm k K). fold (x k). ring.
    - replace p with (0 + (p - kappa m a * 0)) by ring. apply is_lim_seq_plus'; [exact LimDiff|].
      apply is_lim_seq_minus'; [exact Hp | apply (is_lim_seq_scal_l _ (kappa m a) 0), LimD']. }
  (* the residual tends to 0 *)
  set (res := fun k => norm2 n (residual m L H g (x k))).
  assert (LimRes : is_lim_seq res 0).
  { apply lim_zero_dominated with (v := fun k => 9 / 2 * (Sk k + D k)) (K := O).
    - replace 0 with (9 / 2 * (0 + 0)) by ring. apply (is_lim_seq_scal_l _ (9 / 2) (0 + 0)).
      apply is_lim_seq_plus'; assumption.
    - intros k _. rewrite Rabs_pos_eq by apply norm2_pos.
      apply (residual_le n m L H l g M0 Box' DescC h Hmin). apply HLip; [apply XN | apply CN, Hmin]. }
  exists level, Y. split; [exact Lev|split; [exact HY|split; [exact In|split; [exact LimD|split; [exact LimS|split; [exact LimL|]]]]]].
  intros eta He.
  destruct (close_to_stationary n levels level eps alpha clip mu delta kind Hq' Heps HD m g M0 HLip x XN LimRes eta He)
    as [K' HK']. exists (K + K')%nat. intros k Hk. replace k with (K + (k - K))%nat by lia.
  apply (HK' (k - K)%nat). lia.
Qed.
End Path.
