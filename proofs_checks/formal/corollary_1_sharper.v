(* Corollary 1'': gamma (M_c - G) <= q_+ - q_- and gamma G <= D/3 on each inner side of the level
   suffice, for both psi and both rules; for the quadratic psi neither can be exceeded. *)
From Coq Require Import Reals Lra Psatz List Arith Lia.
From Askew Require Import kernel levels sides lemma_2 lemma_3 lemma_5.
Open Scope R_scope.

Section Sharper.
Variables (q : list R) (eps alpha clip gamma G : R) (kind rule : nat).
Hypothesis Hinc : increasing q.
Hypothesis Ha : 0 < alpha.
Hypothesis Hc : 0 < clip.
Hypothesis He : 0 < eps.
Hypothesis Hgamma : 0 < gamma.
Hypothesis HGpos : 0 < G.
Variable i : nat.
Hypothesis Hi : (i < length q)%nat.
Hypothesis Hgaps : gaps_ok q eps kind i.
Notation lo := (minus q eps kind i).
Notation hi := (plus q eps kind i).

Definition thirds := near_left q eps kind i (gamma * G) /\ near_right q eps kind i (gamma * G).
Definition sharper := gamma * (clip - G) <= hi - lo /\ thirds.

Lemma sharper_steps : sharper -> steps_ok q eps clip kind i gamma G.
Proof.
  intros (W & NL & NR). destruct (level_between q eps kind Hinc He i Hi Hgaps) as [B1 B2].
  destruct Hgaps as [G1 G2]. assert (0 < gamma * G) by (apply Rmult_lt_0_compat; lra).
  split; [exact Hgamma|split].
  - intros j E. specialize (NL j E). specialize (G1 j E). subst i.
    destruct (width_sq q eps kind j G1) as [D _]. simpl levels.minus in *. split; lra.
  - intros L. specialize (NR L). specialize (G2 L). destruct (width_sq q eps kind i G2) as [D _].
    rewrite plus_inner in * by exact L. split; lra.
Qed.

Variable g : nat -> R.
Hypothesis Hg : forall k, Rabs (g k) <= G.
Variable w0 : R.
Hypothesis Hw0 : basin q rule i w0.
Notation w := (iterate q eps alpha clip kind rule (fun _ => gamma) g w0).
Notation d := (dist q eps kind i).

(* whenever the basin is kept, no step overshoots by more than gamma G, and gamma G <= D/3 *)
Theorem settled_force k : steps_ok q eps clip kind i gamma G -> thirds ->
  gamma * clip <= hi - lo + gamma * G \/ gamma * alpha <= 1 / 2 ->
  (k1 q eps alpha clip gamma G kind i w0 <= k)%nat ->
  basin q rule i (w k) /\ d (w k) <= gamma * G /\
  Rabs (skewing_force (w k) q eps alpha clip kind) <= 2 * alpha * (gamma * G).
Proof.
  intros St [NL NR] Alt Hk.
  assert (D : d (w k) <= gamma * G) by (apply lemma_5; auto).
  split; [apply basin_kept with (G := G); auto|split; [exact D|]].
  apply Rle_trans with (2 * alpha * d (w k)).
  - apply force_near; auto; [intros j E; specialize (NL j E) | intros E; specialize (NR E)]; lra.
  - apply Rmult_le_compat_l; lra.
Qed.

Theorem corollary_1_sharper : sharper -> forall k, (k1 q eps alpha clip gamma G kind i w0 <= k)%nat ->
  basin q rule i (w k) /\ d (w k) <= gamma * G /\
  Rabs (skewing_force (w k) q eps alpha clip kind) <= 2 * alpha * (gamma * G).
Proof.
  intros S k Hk. apply settled_force; auto; [apply sharper_steps, S | apply S |].
  left. destruct S as [W _]. lra.
Qed.
End Sharper.

(* ---- sharpness, quadratic psi: above the maximum some problem with these levels, epsilon, clip, G
        breaks the conclusion in one step from a start with d <= gamma G, that is with k_1 = k_0 ---- *)
Section Sharpness.
Variables (q : list R) (eps clip gamma G : R) (kind rule : nat).
Hypothesis Hkind : kind <> QUARTIC.
Hypothesis Hinc : increasing q.
Hypothesis Hc : 0 < clip.
Hypothesis He : 0 < eps.
Hypothesis Hgamma : 0 < gamma.
Hypothesis HGpos : 0 < G.
Variable i : nat.
Hypothesis Hi : (i < length q)%nat.
Hypothesis Hgaps : gaps_ok q eps kind i.
Notation lo := (minus q eps kind i).
Notation hi := (plus q eps kind i).
Notation P := (gamma * G).

Definition broken alpha w0 g := 0 < alpha /\ basin q rule i w0 /\ dist q eps kind i w0 <= P /\
  Rabs g <= G /\ let w1 := step q eps alpha clip kind rule gamma w0 g in
  ~ basin q rule i w1 \/ P < dist q eps kind i w1 \/
  2 * alpha * P < Rabs (skewing_force w1 q eps alpha clip kind).

Lemma overshoots : hi - lo < gamma * (clip - G) -> exists alpha w0 g, broken alpha w0 g.
Proof.
  intros H. assert (gG : 0 < P) by (apply Rmult_lt_0_compat; lra).
  destruct (level_between q eps kind Hinc He i Hi Hgaps) as [B1 B2].
  (* a start at distance d left of the interval, so near that d costs less than the excess *)
  assert (Room : exists e, 0 < e /\ forall j, i = S j -> e <= width q eps kind j / 3).
  { destruct i as [|j]; [exists 1; split; [lra | intros j [=]]|].
    destruct Hgaps as [G1 _]. destruct (width_sq q eps kind j (G1 _ eq_refl)) as [W _].
    exists (width q eps kind j / 3). split; [lra|]. intros j' [= <-]. lra. }
  destruct Room as (e & E0 & E).
  set (d := Rmin e (Rmin P ((gamma * (clip - G) - (hi - lo)) / 2))).
  assert (D : 0 < d /\ d <= e /\ d <= P /\ 2 * d <= gamma * (clip - G) - (hi - lo)).
  { unfold d. maxmin; lra. }
  clearbody d. destruct D as (D0 & De & DP & D2).
  assert (A : 0 < clip / d) by (apply Rdiv_lt_0_compat; lra).
  exists (clip / d), (lo - d), G. unfold broken.
  assert (Bas : basin q rule i (lo - d)).
  { split.
    - intros j Ej. specialize (E j Ej). destruct Hgaps as [G1 _].
      destruct (width_sq q eps kind j (G1 _ Ej)) as [W _]. subst i. simpl levels.minus. split; intros; lra.
    - intros Hl. destruct Hgaps as [_ G2]. destruct (width_sq q eps kind i (G2 Hl)) as [W _].
      rewrite plus_inner in B2 by exact Hl. lra. }
  split; [exact A|split; [exact Bas|split; [|split; [rewrite Rabs_pos_eq; lra|]]]].
  { unfold dist. maxmin; lra. }
  cbv zeta. right; left. unfold step.
  destruct (left_side q eps (clip / d) clip kind rule Hinc A Hc He i (lo - d) G Hi Hgaps Bas ltac:(lra))
    as (_ & _ & S3 & _).
  replace (lo - (lo - d)) with d in S3 by ring. destruct (S3 D0) as (V0 & V1 & V2).
  set (v := velocity (lo - d) G q eps (clip / d) clip kind rule) in *.
  assert (V : v = clip).
  { assert (L : a_ (clip / d) kind * d = clip).
    { unfold a_, low. destruct Nat.eq_dec; [contradiction|]. field; lra. }
    rewrite L in V1. rewrite Rmin_left in V1 by lra. destruct V2; lra. }
  rewrite V. unfold dist. apply Rlt_le_trans with (lo - d + gamma * clip - hi); [lra|].
  eapply Rle_trans; [apply Rmax_r | apply Rmax_r].
Qed.

(* one gradient step of gamma G out of the interval, on the side of gap j with infeasible width D *)
Lemma leaps j : (S j < length q)%nat -> gap_ok q eps kind j ->
  i = j \/ i = S j ->
  width q eps kind j / 3 < P -> exists alpha w0 g, broken alpha w0 g.
Proof.
  intros Hj Hgap Hs H. set (D := width q eps kind j) in *.
  destruct (width_sq q eps kind j Hgap) as [D0 _]. fold D in D0.
  assert (gG : 0 < P) by (apply Rmult_lt_0_compat; lra).
  destruct (level_between q eps kind Hinc He i Hi Hgaps) as [B1 B2].
  set (c := P * (3 * P - D)).
  assert (C : 0 < c) by (apply Rmult_lt_0_compat; lra).
  assert (Cd : 0 < D + 4 * P) by lra.
  (* eta: how far inside the interval the start lies *)
  set (eta := Rmin ((hi - lo) / 2) (Rmin (P / 2) (c / (2 * (D + 4 * P))))).
  assert (Q : 0 < c / (2 * (D + 4 * P))) by (apply Rdiv_lt_0_compat; lra).
  assert (Eta : 0 < eta /\ 2 * eta <= hi - lo /\ 2 * eta <= P /\ eta * (D + 4 * P) < c).
  { split; [unfold eta; repeat apply Rmin_glb_lt; lra|].
    split; [apply Rle_trans with (2 * ((hi - lo) / 2)); [apply Rmult_le_compat_l; [lra | apply Rmin_l]|lra]|].
    assert (X : eta <= Rmin (P / 2) (c / (2 * (D + 4 * P)))) by apply Rmin_r.
    split; [assert (Y := Rmin_l (P / 2) (c / (2 * (D + 4 * P)))); lra|].
    assert (Y := Rmin_r (P / 2) (c / (2 * (D + 4 * P)))).
    assert (eta * (D + 4 * P) <= c / (2 * (D + 4 * P)) * (D + 4 * P)) by (apply Rmult_le_compat_r; lra).
    replace (c / (2 * (D + 4 * P)) * (D + 4 * P)) with (c / 2) in H0 by (field; lra). lra. }
  clearbody eta. destruct Eta as (E0 & E1 & E2 & E3).
  set (alpha := clip / (4 * P)). assert (A : 0 < alpha) by (apply Rdiv_lt_0_compat; lra).
  assert (AP : 2 * alpha * P = clip / 2) by (unfold alpha; field; lra).
  set (d := P - eta).
  assert (F : 2 * P * (D - 2 * d) < d * (D - d)).
  { unfold d. assert (X : 0 <= eta * eta) by (apply Rmult_le_pos; lra).
    assert (Y : c - eta * (D + 4 * P) + eta * (2 * P) - eta * eta
      = (P - eta) * (D - (P - eta)) - 2 * P * (D - 2 * (P - eta))) by (unfold c; ring).
    assert (0 <= eta * (2 * P) - eta * eta) by (rewrite <- Rmult_minus_distr_l; apply Rmult_le_pos; lra).
    lra. }
  (* the start, the gradient and the next iterate *)
  set (w0 := if Nat.eq_dec i j then hi - eta else lo + eta).
  set (g := if Nat.eq_dec i j then - G else G).
  assert (Gg : Rabs g <= G) by (unfold g; destruct Nat.eq_dec; [rewrite Rabs_Ropp|]; rewrite Rabs_pos_eq; lra).
  assert (In : lo < w0 < hi) by (unfold w0; destruct Nat.eq_dec; lra).
  assert (Bas : basin q rule i w0).
  { split.
    - intros j' ->. destruct Hgaps as [G1 _]. destruct (width_sq q eps kind j' (G1 _ eq_refl)) as [W _].
      simpl levels.minus in In. split; intros; lra.
    - intros Hl. destruct Hgaps as [_ G2]. destruct (width_sq q eps kind i (G2 Hl)) as [W _].
      rewrite plus_inner in In by exact Hl. lra. }
  assert (V : step q eps alpha clip kind rule gamma w0 g = w0 + gamma * - g).
  { unfold step. destruct (Rlt_dec w0 (lv q i)) as [L|L].
    - destruct (left_side q eps alpha clip kind rule Hinc A Hc He i w0 g Hi Hgaps Bas L) as [S1 _].
      rewrite S1 by lra. reflexivity.
    - destruct (right_side q eps alpha clip kind rule Hinc A Hc He i w0 g Hi Hgaps Bas ltac:(lra)) as [S1 _].
      replace (velocity w0 g q eps alpha clip kind rule) with (- g); [reflexivity|].
      specialize (S1 ltac:(lra)). lra. }
  exists alpha, w0, g. unfold broken. cbv zeta. rewrite V.
  split; [exact A|split; [exact Bas|split; [|split; [exact Gg|]]]].
  { unfold dist. maxmin; lra. }
  set (w1 := w0 + gamma * - g).
  assert (W1 : w1 = if Nat.eq_dec i j then hi + d else lo - d).
  { unfold w1, w0, g, d. destruct Nat.eq_dec; ring. }
  destruct (Rtotal_order (2 * d) D) as [Dd|[Dd|Dd]].
  - right; right. (* the force at distance d exceeds 2 alpha P before and after the clip *)
    assert (Place : w1 = plus q eps kind j + d \/ w1 = minus q eps kind (S j) - d).
    { rewrite W1. destruct Nat.eq_dec as [E|E]; [subst i; left; reflexivity|].
      destruct Hs as [E'|E']; [lia|]. subst i. right; reflexivity. }
    assert (T : d / D * D = d) by (field; lra).
    assert (Gap : 4 * eps < gap q j ^ 2).
    { assert (R : reach kind eps = eps) by (unfold reach; destruct (Nat.eq_dec kind QUARTIC); tauto).
      rewrite <- R. exact Hgap. }
    assert (Th : 0 <= d / D < 1 / 2).
    { split; [apply Rmult_le_pos; [unfold d; lra | apply Rlt_le, Rinv_0_lt_compat; lra]|].
      apply Rmult_lt_reg_r with D; lra. }
    destruct (lemma_2_psi q eps kind Hinc He j d (d / D) Hkind Hj Gap) with (w := w1) as (R1 & R2 & R3);
      auto; [fold D; unfold d in *; lra|]. fold D in R1, R2, R3.
    assert (Big : clip / 2 < Rabs (unclipped q eps alpha kind w1)).
    { unfold unclipped. assert (X : 0 <= d * (D - d)) by (apply Rmult_le_pos; unfold d in *; lra).
      rewrite R1, size_of with (s := D - 2 * d) by (auto; lra). rewrite <- AP.
      apply Rmult_lt_reg_r with (D - 2 * d); [exact R3|].
      replace (alpha * - - (d * (D - d)) / (D - 2 * d) * (D - 2 * d)) with (alpha * (d * (D - d))) by (field; lra).
      replace (2 * alpha * P * (D - 2 * d)) with (alpha * (2 * P * (D - 2 * d))) by ring.
      apply Rmult_lt_compat_l; lra. }
    rewrite AP. unfold skewing_force; cbv zeta. fold (remoteness w1 q eps kind) (slope w1 q kind).
    assert (X : 0 < d * (D - d)) by (apply Rmult_lt_0_compat; unfold d in *; lra).
    destruct Rlt_dec as [Y|Y]; [lra|]. unfold force_of. destruct Req_EM_T as [Z|Z]; [lra|].
    fold (unclipped q eps alpha kind w1). revert Big. clear - Hc. generalize (unclipped q eps alpha kind w1).
    intros u. unfold clipped, Rabs; repeat destruct Rlt_dec; repeat destruct Rcase_abs; lra.
  - (* exactly at the midpoint: outside the basin from the left, full force from the right *)
    destruct (Nat.eq_dec i j) as [E|E].
    + left. intros [_ X2]. subst i. specialize (X2 Hj). rewrite plus_inner in W1 by exact Hj. fold D in W1. lra.
    + right; right. destruct Hs as [E'|E']; [lia|]. subst i. simpl levels.minus in W1. fold D in W1.
      assert (M : w1 = mid q j) by lra. rewrite AP, M.
      destruct (at_midpoint q eps kind Hinc He j Hj Hgap) as [N1 N2].
      unfold skewing_force; cbv zeta. fold (remoteness (mid q j) q eps kind) (slope (mid q j) q kind).
      destruct Rlt_dec; [lra|]. rewrite N2. unfold force_of. destruct Req_EM_T; [|lra]. rewrite Rabs_pos_eq; lra.
  - left. intros [X1 X2]. destruct (Nat.eq_dec i j) as [E|E].
    + subst i. specialize (X2 Hj). rewrite plus_inner in W1 by exact Hj. fold D in W1. lra.
    + destruct Hs as [E'|E']; [lia|]. subst i. destruct (X1 _ eq_refl) as [X3 _].
      simpl levels.minus in W1. fold D in W1. lra.
Qed.

Theorem corollary_1_sharp : ~ sharper q eps clip gamma G kind i -> exists alpha w0 g, broken alpha w0 g.
Proof.
  intros N. destruct (Rle_dec (gamma * (clip - G)) (hi - lo)) as [W|W]; [|apply overshoots; lra].
  assert (T : ~ thirds q eps gamma G kind i) by (intros T; apply N; split; assumption).
  destruct Hgaps as [G1 G2].
  assert (L : near_left q eps kind i P \/ exists j, i = S j /\ width q eps kind j / 3 < P).
  { destruct i as [|j]; [left; intros j [=]|]. destruct (Rle_dec P (width q eps kind j / 3)) as [L|L].
    - left. intros j' [= <-]. exact L.
    - right. exists j. split; [reflexivity | lra]. }
  destruct L as [L|(j & E & L)].
  - assert (R : (S i < length q)%nat /\ width q eps kind i / 3 < P).
    { apply Classical_Prop.NNPP. intros R. apply T. split; [exact L|]. intros Hl. apply Rnot_lt_le. intros B.
      apply R. split; assumption. }
    destruct R as [R1 R2]. apply (leaps i); auto.
  - apply (leaps j); auto; lia.
Qed.
End Sharpness.
