(* The notes' Theorem 1 with steps that need not be square-summable: gamma_k > 0, gamma_k -> 0 and a divergent
   sum. Without noise the loss converges, the distance to the stationary points of one box tends to zero, and so
   does the velocity. Both psi; the projected rule as in Theorem 6*. *)
From Coq Require Import Reals Lra Psatz List Arith Lia FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel levels sides sums smooth sequences basins lemma_1 minimiser drift arrival compact averages.
From Askew Require Import theorem_4 excursions vanishing_steps coming_to_rest.
Open Scope R_scope.

(* near a box the kernel's velocity is the gradient's strictly inside, and inward on and beyond its ends *)
Lemma kernel_strict n levels level eps alpha clip mu delta kind rule (w gh : nat -> R) i :
  (forall i, (i < n)%nat -> separated (levels i) eps kind mu /\ (level i < length (levels i))%nat) ->
  0 < alpha -> 0 < clip -> 0 < eps -> 0 < delta /\ 3 * delta <= 2 * mu /\ 2 * alpha * delta <= clip ->
  (i < n)%nat -> inN n levels level eps delta kind w ->
  strict_velocity (a_ alpha kind) (b_ alpha) (low_end levels level eps kind i) (high_end levels level eps kind i)
    (w i) (gh i) (velocity (w i) (gh i) (levels i) eps alpha clip kind rule).
Proof.
  intros Hq Ha Hc He (D0 & D3 & Db) Hi Hw. destruct (Hq i Hi) as [(Inc & Len & Gap) L]. specialize (Hw i Hi).
  unfold low_end, high_end. set (q := levels i) in *. set (j := level i) in *. set (x := w i) in *.
  assert (G1 : forall k, (S k < length q)%nat -> gap_ok q eps kind k) by (intros; apply Gap; assumption).
  assert (G2 : forall k, (S k < length q)%nat -> mu <= width q eps kind k / 2) by (intros; apply Gap; assumption).
  assert (Gs : gaps_ok q eps kind j) by (split; [intros k ->; apply G1; lia | apply G1]).
  destruct (level_between q eps kind Inc He j L Gs) as [B1 B2].
  assert (In : inside q j x) by (apply near_inside with (eps := eps) (mu := mu) (kind := kind); auto; lra).
  assert (b0 : 0 < b_ alpha) by (unfold b_; lra). assert (Bd : b_ alpha * delta <= clip) by (unfold b_; lra).
  assert (D1 : minus q eps kind j - x <= delta).
  { eapply Rle_trans; [|exact Hw]. unfold dist. eapply Rle_trans; [apply Rmax_l | apply Rmax_r]. }
  assert (D2 : x - plus q eps kind j <= delta).
  { eapply Rle_trans; [|exact Hw]. unfold dist. eapply Rle_trans; [apply Rmax_r | apply Rmax_r]. }
  destruct (Rlt_dec x (lv q j)) as [H|H].
  - destruct (left_side q eps alpha clip kind rule Inc Ha Hc He j x (gh i) L Gs (inside_basin q rule j x In) H) as (S1 & _ & _ & _ & S5).
    destruct (Rlt_dec (minus q eps kind j - x) 0) as [X|X]; [left; split; [lra | apply S1, X]|].
    right; right. destruct S5 as (U & U1 & U2); [lra | | |].
    + intros k E. assert (W := G2 k ltac:(lia)). lra.
    + apply Rle_trans with (b_ alpha * delta); [apply Rmult_le_compat_l; lra | exact Bd].
    + exists U. split; [lra|split; assumption].
  - destruct (right_side q eps alpha clip kind rule Inc Ha Hc He j x (gh i) L Gs (inside_basin q rule j x In) ltac:(lra)) as (S1 & _ & _ & _ & S5).
    destruct (Rlt_dec (x - plus q eps kind j) 0) as [X|X]; [left; split; [lra | specialize (S1 X); lra]|].
    right; left. destruct S5 as (U & U1 & U2); [lra | | |].
    + intros L'. assert (W := G2 j L'). lra.
    + apply Rle_trans with (b_ alpha * delta); [apply Rmult_le_compat_l; lra | exact Bd].
    + exists U. split; [lra|split; [exact U1 | lra]].
Qed.

(* positive numbers at most 1 / c for finitely many c *)
Lemma below_all n (c : nat -> R) : exists t, 0 < t /\ forall i, (i < n)%nat -> t * c i <= 1.
Proof.
  destruct (within_exists n c) as (m & M0 & H). exists (/ (m + 1)). split; [apply Rinv_0_lt_compat; lra|].
  intros i Hi. specialize (H i Hi). apply Rabs_le_between in H. apply Rmult_le_reg_l with (m + 1); [lra|].
  rewrite <- Rmult_assoc, Rinv_r by lra. lra.
Qed.
Lemma least_width n (lo hi : nat -> R) : (forall i, (i < n)%nat -> lo i < hi i) -> exists W, 0 < W /\ forall i, (i < n)%nat -> W <= hi i - lo i.
Proof.
  intros H. destruct (below_all n (fun i => / (hi i - lo i))) as (W & W0 & HW). exists W. split; [exact W0|]. intros i Hi.
  specialize (HW i Hi). specialize (H i Hi). apply Rmult_le_reg_r with (/ (hi i - lo i)); [apply Rinv_0_lt_compat; lra|].
  rewrite Rinv_r by lra. exact HW.
Qed.

Section Path.
Variables (n : nat) (levels : nat -> list R) (eps alpha clip mu : R) (kind rule : nat).
Variables (l : (nat -> R) -> R) (g : (nat -> R) -> nat -> R) (c0 c1 : R) (gamma : nat -> R) (w : nat -> nat -> R).
Hypothesis Hq : forall i, (i < n)%nat -> separated (levels i) eps kind mu.
Hypothesis Ha : 0 < alpha.
Hypothesis Hc : 0 < clip.
Hypothesis He : 0 < eps.
Hypothesis Hmu : 0 < mu.
Hypothesis Hloss : loss_ok n l g c0 c1.
Hypothesis Hg : forall k, 0 < gamma k.
Hypothesis Hz : is_lim_seq gamma 0.
Hypothesis Hinf : is_lim_seq (fun T => sum T gamma) p_infty.
Notation v k i := (velocity (w k i) (g (w k) i) (levels i) eps alpha clip kind rule).
Hypothesis Hw : forall k i, (i < n)%nat -> w (S k) i = w k i + gamma k * v k i.
Hypothesis Hr : forall i, (i < n)%nat -> moves_on (levels i) rule (fun k => w k i) (fun k => g (w k) i).
Notation delta := (delta_star alpha clip mu).
Notation a := (a_ alpha kind).
Notation b := (b_ alpha).
Notation lo level := (low_end levels level eps kind).
Notation hi level := (high_end levels level eps kind).
Notation inN level := (inN n levels level eps delta kind).

(* from K on: near one box, with small steps, slow and with a loss that converges *)
Definition late level (M G gb : R) K := (forall i, (i < n)%nat -> (level i < length (levels i))%nat) /\ 0 < M /\ 0 < G /\
  (forall x y, inN level x -> inN level y -> norm2 n (fun i => g x i - g y i) <= M ^ 2 * norm2 n (fun i => x i - y i)) /\
  (forall k, inN level (w (K + k)%nat)) /\ (forall k i, (i < n)%nat -> Rabs (g (w (K + k)%nat) i) <= G) /\
  (forall k, gamma (K + k)%nat <= gb) /\ gb * b < 1 /\ gb <= 1 / 2 /\ (forall i, (i < n)%nat -> 4 * (gb * G) <= hi level i - lo level i) /\
  is_lim_seq (fun k => d2 n (lo level) (hi level) (w (K + k)%nat)) 0 /\
  ex_finite_lim_seq (fun k => l (w k)) /\
  forall s, 0 < s -> exists K', forall r e, (K' <= r <= e)%nat ->
    sum e (fun k => gamma (K + k)%nat) - sum r (fun k => gamma (K + k)%nat) <= 1 ->
    norm n (fun i => w (K + e)%nat i - w (K + r)%nat i) <= s.

Lemma becomes_late : exists level M G gb K, late level M G gb K.
Proof.
  assert (HD := delta_star_ok alpha clip mu Ha Hc Hmu). cbv zeta in HD.
  assert (Hloss' := Hloss). destruct Hloss' as (Hgrad & Hlip & C0 & C1 & Hgrow).
  assert (Hw0 : forall k i, (i < n)%nat -> w (S k) i = w k i + gamma k *
    velocity (w k i) (g (w k) i + (fun _ _ => 0) k i) (levels i) eps alpha clip kind rule).
  { intros k i Hi. rewrite Rplus_0_r. apply Hw, Hi. }
  assert (Hnoise : forall e, 0 < e -> exists K, forall k, (K <= k)%nat -> forall m, 0 <= m ->
    within n m (w k) -> forall i, (i < n)%nat -> gamma k * Rabs ((fun _ _ : nat => 0) k i) <= e * (1 + m)).
  { intros e E. exists O. intros. rewrite Rabs_R0, Rmult_0_r. apply Rmult_le_pos; lra. }
  assert (Hr0 : forall i, (i < n)%nat -> moves_on (levels i) rule (fun k => w k i) (fun k => g (w k) i + (fun _ _ => 0) k i)).
  { intros i Hi. destruct (Hr i Hi) as [R|R]; [left; exact R|]. right. intros K. destruct (R K) as (k & HK & F).
    exists k. split; [exact HK|]. intros j L E. rewrite Rplus_0_r. apply (F j L E). }
  destruct (one_box n levels eps alpha clip mu kind rule Hq Ha Hc He Hmu g c0 c1 (conj C0 C1) Hgrow
    gamma w (fun _ _ => 0) Hg Hz Hinf Hw0 Hnoise Hr0) as (level & Lev & _ & Hdist).
  destruct (arrives n levels eps kind w level delta (proj1 HD) Hdist) as [K1 HK1].
  destruct (N_constants n levels level eps delta kind (proj1 HD) l g c0 c1 Hloss) as (M & G' & M0 & G0 & HM & HG').
  set (G := G' + 1). assert (HG : 0 < G) by (unfold G; lra).
  assert (Hq' : forall i, (i < n)%nat -> separated (levels i) eps kind mu /\ (level i < length (levels i))%nat)
    by (intros i Hi; split; [apply Hq | apply Lev]; exact Hi).
  assert (Box : forall i, (i < n)%nat -> lo level i < hi level i).
  { intros i Hi. eapply box_order with (n := n) (mu := mu); eauto. }
  destruct (least_width n (lo level) (hi level) Box) as (W & W0 & HW).
  destruct (a_b alpha kind Ha) as [A0 AB].
  set (rt := rate a G M W).
  assert (rt0 : 0 < rt).
  { unfold rt, rate. assert (0 < 8 * G / W) by (apply Rdiv_lt_0_compat; lra). assert (M2 : 0 < M ^ 2) by (apply pow_lt, M0).
    assert (0 < 256 * M ^ 2 / a) by (apply Rdiv_lt_0_compat; lra). lra. }
  set (c := INR n * rt * (1 + M ^ 2 / a)).
  assert (c0' : 0 <= c).
  { unfold c. apply Rmult_le_pos; [apply Rmult_le_pos; [apply pos_INR | lra]|]. assert (0 < M ^ 2 / a) by (apply Rdiv_lt_0_compat; [apply pow_lt, M0 | exact A0]). lra. }
  set (top := 2 + 2 * b + 4 * G / W + 2 * M + 2 * c). assert (b0 : 0 < b) by (unfold b_; lra).
  assert (gw : 0 < 4 * G / W) by (apply Rdiv_lt_0_compat; lra). assert (top0 : 0 < top) by (unfold top; lra).
  set (gb := / top). assert (gb0 : 0 < gb) by (apply Rinv_0_lt_compat, top0). assert (gt : gb * top = 1) by (unfold gb; field; lra).
  assert (Small : forall y, 0 <= y -> y <= top -> gb * y <= 1).
  { intros y Y0 Y. rewrite <- gt. apply Rmult_le_compat_l; lra. }
  destruct (lim_zero_below gamma Hz gb gb0) as [K2 HK2]. set (K := (K1 + K2)%nat).
  assert (S1 := Small 2 ltac:(lra) ltac:(unfold top; lra)). assert (S2 := Small (2 * b) ltac:(lra) ltac:(unfold top; lra)).
  assert (S3 := Small (4 * G / W) ltac:(lra) ltac:(unfold top; lra)). assert (S4 := Small (2 * M) ltac:(lra) ltac:(unfold top; lra)).
  assert (S5 := Small (2 * c) ltac:(lra) ltac:(unfold top; lra)).
  assert (S3' : 4 * (gb * G) <= W).
  { replace (4 * (gb * G)) with (gb * (4 * G / W) * W) by (field; lra).
    assert (gb * (4 * G / W) * W <= 1 * W) by (apply Rmult_le_compat_r; lra). lra. }
  assert (XN : forall k, inN level (w (K + k)%nat)) by (intros k; apply HK1; unfold K; lia).
  assert (XG : forall k i, (i < n)%nat -> Rabs (g (w (K + k)%nat) i) <= G).
  { intros k i Hi. assert (Q := HG' (w (K + k)%nat) i (XN k) Hi). unfold G. lra. }
  assert (Gb : forall k, 0 < gamma (K + k)%nat /\ gamma (K + k)%nat <= gb).
  { intros k. assert (P := Hg (K + k)%nat). specialize (HK2 (K + k)%nat ltac:(unfold K; lia)). rewrite Rabs_pos_eq in HK2 by lra. lra. }
  assert (CN : forall y, inC n (lo level) (hi level) y -> inN level y).
  { intros y Hy. eapply C_in_N with (alpha := alpha) (clip := clip) (mu := mu); eauto. }
  destruct (N_within n levels level eps delta kind (proj1 HD)) as (Y & Y0 & HY).
  destruct (loss_on_bounded n l g c0 c1 Y Hgrad C0 C1 Y0 Hgrow) as [B HB].
  assert (LimD : is_lim_seq (fun k => d2 n (lo level) (hi level) (w (K + k)%nat)) 0).
  { apply is_lim_seq_ext with (fun k => norm2 n (fun i => dist (levels i) eps kind (level i) (w (K + k)%nat i))).
    - intros k. symmetry. eapply distance_is with (mu := mu); eauto.
    - replace 0 with (sum n (fun _ => 0 ^ 2)) by (rewrite sum_const; ring).
      apply (lim_sum n (fun k i => dist (levels i) eps kind (level i) (w (K + k)%nat i) ^ 2)).
      intros i Hi. apply lim_square.
      apply (is_lim_seq_ext (fun k => dist (levels i) eps kind (level i) (w (k + K)%nat i))); [intros k; f_equal; f_equal; lia|].
      apply (is_lim_seq_incr_n (fun k => dist (levels i) eps kind (level i) (w k i)) K), Hdist, Hi. }
  assert (Bx : forall i, (i < n)%nat -> lo level i < hi level i /\ 0 < W <= hi level i - lo level i).
  { intros i Hi. specialize (Box i Hi). specialize (HW i Hi). lra. }
  assert (Ds : forall x y, inN level x -> inN level y ->
    Rabs (l y - l x - dot n (g x) (fun i => y i - x i)) <= M / 2 * norm2 n (fun i => y i - x i)).
  { intros x y. apply (descent_N n levels level eps delta kind M l g M0 Hgrad HM). }
  assert (Lw : forall y, inC n (lo level) (hi level) y -> - B <= l y).
  { intros y Hy. assert (Q := HB y (HY y (CN y Hy))). apply Rabs_le_between in Q. lra. }
  assert (Hgb : gb * b < 1 /\ 4 * (gb * G) <= W /\ 2 * (gb * M) <= 1 /\ gb <= 1) by (repeat split; lra).
  assert (Hgb2 : INR n * (gb * rate a G M W) * (1 + M ^ 2 / a) <= 1 / 2).
  { fold rt. replace (INR n * (gb * rt) * (1 + M ^ 2 / a)) with (gb * c) by (unfold c; ring). lra. }
  assert (Vs : forall k i, (i < n)%nat -> strict_velocity a b (lo level i) (hi level i) (w (K + k)%nat i) (g (w (K + k)%nat) i)
    (velocity (w (K + k)%nat i) (g (w (K + k)%nat) i) (levels i) eps alpha clip kind rule)).
  { intros k i Hi. apply (kernel_strict n levels level eps alpha clip mu delta kind rule (w (K + k)%nat) (fun i => g (w (K + k)%nat) i) i); auto. }
  assert (Ws : forall k i, (i < n)%nat -> w (K + S k)%nat i = w (K + k)%nat i + gamma (K + k)%nat *
    velocity (w (K + k)%nat i) (g (w (K + k)%nat) i) (levels i) eps alpha clip kind rule).
  { intros k i Hi. rewrite Nat.add_succ_r. apply Hw, Hi. }
  exists level, M, G, gb, K. split; [exact Lev|]. do 4 (split; [assumption|]). split; [exact XG|split; [apply Gb|split; [lra|split; [lra|split]]]].
  { intros i Hi. specialize (HW i Hi). lra. }
  split; [exact LimD|]. split.
  - destruct (loss_converges n a b M G W gb (lo level) (hi level) l g (fun k => gamma (K + k)%nat) (fun k => w (K + k)%nat)
      (fun k i => velocity (w (K + k)%nat i) (g (w (K + k)%nat) i) (levels i) eps alpha clip kind rule) (inN level) (- B)) as [z Hzz]; auto.
    exists z. apply (is_lim_seq_incr_n _ K). apply is_lim_seq_ext with (2 := Hzz). intros k. rewrite Nat.add_comm. reflexivity.
  - apply (slow_motion n a b M G W gb (lo level) (hi level) l g (fun k => gamma (K + k)%nat) (fun k => w (K + k)%nat)
      (fun k i => velocity (w (K + k)%nat i) (g (w (K + k)%nat) i) (levels i) eps alpha clip kind rule) (inN level) (- B)); auto.
Qed.

Section Late.
Variables (level : nat -> nat) (M G gb : R) (K : nat).
Hypothesis Hlate : late level M G gb K.
Notation gam k := (gamma (K + k)%nat).
Notation x k := (w (K + k)%nat).
Notation time := (fun T => sum T (fun k => gam k)).
Notation gp k i := (gapd (lo level i) (hi level i) (x k i)).

Lemma facts : (forall i, (i < n)%nat -> lo level i < hi level i) /\ (forall i, (i < n)%nat -> is_lim_seq (fun k => gp k i) 0) /\
  (forall i k, (i < n)%nat -> strict_velocity a b (lo level i) (hi level i) (x k i) (g (x k) i) (v (K + k)%nat i)) /\
  (forall i k, (i < n)%nat -> x (S k) i = x k i + gam k * v (K + k)%nat i) /\ is_lim_seq time p_infty.
Proof.
  destruct Hlate as (Lev & M0 & G0 & Lip & XN & _ & _ & _ & _ & _ & LimD & _).
  assert (HD := delta_star_ok alpha clip mu Ha Hc Hmu). cbv zeta in HD.
  assert (Hq' : forall i, (i < n)%nat -> separated (levels i) eps kind mu /\ (level i < length (levels i))%nat)
    by (intros i Hi; split; [apply Hq | apply Lev]; exact Hi).
  assert (Box : forall i, (i < n)%nat -> lo level i < hi level i).
  { intros i Hi. eapply box_order with (n := n) (mu := mu); eauto. }
  split; [exact Box|split; [|split; [|split]]].
  - intros i Hi. apply lim_zero_dominated with (v := fun k => sqrt (d2 n (lo level) (hi level) (x k))) (K := O).
    + rewrite <- sqrt_0. apply (is_lim_seq_continuous sqrt _ 0); [apply continuity_pt_sqrt; lra | exact LimD].
    + intros k _. rewrite <- sqrt_Rsqr_abs. apply sqrt_le_1_alt. unfold Rsqr. specialize (Box i Hi).
      assert (C := coord_le n (fun j => x k j - nearest (lo level) (hi level) (x k) j) i Hi). cbv beta in C. unfold nearest in C at 1.
      rewrite gapd_clamp in C by lra. unfold d2. lra.
  - intros i k Hi. apply (kernel_strict n levels level eps alpha clip mu delta kind rule (x k) (fun i => g (x k) i) i); auto.
  - intros i k Hi. rewrite Nat.add_succ_r. apply Hw, Hi.
  - apply divergent_tail, Hinf.
Qed.

(* in short times gradients change little *)
Lemma gradients_slow s : 0 < s -> exists K', forall r e, (K' <= r <= e)%nat -> time e - time r <= 1 ->
  norm n (fun i => x e i - x r i) <= s /\ forall i, (i < n)%nat -> Rabs (x e i - x r i) <= s /\ Rabs (g (x e) i - g (x r) i) <= M * s.
Proof.
  intros Hs. destruct Hlate as (Lev & M0 & G0 & Lip & XN & _ & _ & _ & _ & _ & _ & _ & Slow).
  destruct (Slow s Hs) as [K' HK]. exists K'. intros r e Re T. assert (N := HK r e Re T). split; [exact N|]. intros i Hi. split.
  - eapply Rle_trans; [apply (norm_coord n (fun i => x e i - x r i) i Hi) | exact N].
  - eapply Rle_trans; [apply (norm_coord n (fun i => g (x e) i - g (x r) i) i Hi)|].
    destruct (norm_sq n (fun i => x e i - x r i)) as [N0 N2]. apply norm_le; [apply Rmult_le_pos; lra|].
    eapply Rle_trans; [apply Lip; apply XN|]. rewrite Rpow_mult_distr, <- N2. apply Rmult_le_compat_l; [apply pow2_ge_0|].
    apply pow_incr. lra.
Qed.

Lemma residues_vanish i : (i < n)%nat -> is_lim_seq (fun k => residue (lo level i) (hi level i) M (x k i) (g (x k) i)) 0.
Proof.
  intros Hi. destruct facts as (Box & Gp & Vs & Ws & Tinf). specialize (Box i Hi). specialize (Gp i Hi).
  assert (Hl := Hlate). destruct Hl as (Lev & M0 & G0 & Lip & XN & XG & Gb & Gbb & Gb1 & Gw & _).
  destruct (a_b alpha kind Ha) as [A0 AB]. set (r := fun k => residue (lo level i) (hi level i) M (x k i) (g (x k) i)).
  apply lim_zero_intro. intros e Ee. set (eta := e / 5). assert (eta0 : 0 < eta) by (unfold eta; lra).
  set (s := Rmin (eta / 2) (M * eta)). assert (s1 := Rmin_l (eta / 2) (M * eta)). assert (s2 := Rmin_r (eta / 2) (M * eta)). fold s in s1, s2.
  assert (Me : 0 < M * eta) by (apply Rmult_lt_0_compat; lra). assert (s0 : 0 < s) by (apply Rmin_glb_lt; lra).
  destruct (gradients_slow s s0) as [K1 H1]. destruct (lim_zero_below _ Gp eta eta0) as [K2 H2].
  exists (K1 + K2)%nat. intros k Hk. fold (r k). apply Rnot_le_lt. intros Big.
  destruct (stretch (fun j => gam j) k) as (m & L & T1 & T2); auto.
  { intros j _. specialize (Gb j). lra. }
  assert (T : forall j, (k <= j <= m)%nat -> time j - time k <= 1).
  { intros j Hj. assert (Q := range_pos (fun j => gam j) j m (fun j => Rlt_le _ _ (Hg (K + j)%nat)) ltac:(lia)). lra. }
  assert (Rj : forall j, (k <= j <= m)%nat -> Rabs (r j - r k) <= 5 / 2 * s).
  { intros j Hj. destruct (H1 k j ltac:(lia) (T j Hj)) as [_ D]. destruct (D i Hi) as [D1 D2]. apply residue_change; auto; lra. }
  assert (Mv : Rabs (x m i - x k i) <= s) by (apply (H1 k m ltac:(lia) (T m ltac:(lia))), Hi). apply Rabs_le_between in Mv.
  assert (Gj : forall j, (k <= j)%nat -> gp j i < eta).
  { intros j Hj. specialize (H2 j ltac:(lia)). rewrite Rabs_pos_eq in H2 by apply Rmax_l. exact H2. }
  assert (Time : 2 * (M * eta) <= 4 * M * eta * (time m - time k)).
  { replace (2 * (M * eta)) with (4 * M * eta * (1 / 2)) by field. apply Rmult_le_compat_l; lra. }
  destruct (Rle_dec 0 (r k)) as [P|P].
  - rewrite Rabs_pos_eq in Big by exact P.
    assert (X : x m i <= x k i - 4 * M * eta * (time m - time k)); [|lra].
    apply (falls a b (lo level i) (hi level i) gb M (fun j => gam j) (fun j => g (x j) i) (fun j => v (K + j)%nat i) (fun j => x j i)); auto.
    intros j Hj. split; [|apply Gj; lia].
    specialize (Rj j ltac:(lia)). apply Rabs_le_between in Rj. unfold r, eta in *. lra.
  - rewrite Rabs_left in Big by lra.
    assert (X : - x m i <= - x k i - 4 * M * eta * (time m - time k)); [|lra].
    apply (falls a b (- hi level i) (- lo level i) gb M (fun j => gam j) (fun j => - g (x j) i) (fun j => - v (K + j)%nat i) (fun j => - x j i)); auto; try lra.
    + intros j. apply strict_mirror, Vs, Hi.
    + intros j. rewrite Ws by exact Hi. ring.
    + intros j Hj. rewrite residue_mirror by lra. split.
      * specialize (Rj j ltac:(lia)). apply Rabs_le_between in Rj. unfold r, eta in *. lra.
      * specialize (Gj j ltac:(lia)). unfold gapd in *. replace (- hi level i - - x j i) with (x j i - hi level i) by ring.
        replace (- x j i - - lo level i) with (lo level i - x j i) by ring. rewrite (Rmax_comm (x j i - hi level i)). exact Gj.
Qed.

Lemma velocities_vanish i : (i < n)%nat -> is_lim_seq (fun k => v (K + k)%nat i) 0.
Proof.
  intros Hi. destruct facts as (Box & Gp & Vs & Ws & Tinf). specialize (Box i Hi). specialize (Gp i Hi).
  assert (Hl := Hlate). destruct Hl as (Lev & M0 & G0 & Lip & XN & XG & Gb & Gbb & Gb1 & Gw & _). specialize (Gw i Hi).
  destruct (a_b alpha kind Ha) as [A0 AB]. assert (Rv := residues_vanish i Hi).
  apply lim_zero_intro. intros e Ee. set (eta := e / 3). assert (eta0 : 0 < eta) by (unfold eta; lra).
  set (s := Rmin (eta / 2) (Rmin (eta / (4 * M)) ((hi level i - lo level i) / 8))).
  assert (E4 : 0 < eta / (4 * M)) by (apply Rdiv_lt_0_compat; lra).
  assert (s1 := Rmin_l (eta / 2) (Rmin (eta / (4 * M)) ((hi level i - lo level i) / 8))).
  assert (s2 := Rmin_r (eta / 2) (Rmin (eta / (4 * M)) ((hi level i - lo level i) / 8))). fold s in s1, s2.
  assert (s3 := Rmin_l (eta / (4 * M)) ((hi level i - lo level i) / 8)). assert (s4 := Rmin_r (eta / (4 * M)) ((hi level i - lo level i) / 8)).
  assert (s0 : 0 < s) by (repeat apply Rmin_glb_lt; lra).
  assert (sM : 2 * (M * s) < eta).
  { assert (M * s <= M * (eta / (4 * M))) by (apply Rmult_le_compat_l; lra). replace (M * (eta / (4 * M))) with (eta / 4) in H by (field; lra). lra. }
  assert (se : s / eta + gb <= 1).
  { assert (s / eta <= eta / 2 / eta) by (apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat; lra | lra]).
    replace (eta / 2 / eta) with (1 / 2) in H by (field; lra). lra. }
  destruct (gradients_slow (eta / (2 * M)) ltac:(apply Rdiv_lt_0_compat; lra)) as [K1 H1].
  destruct (lim_zero_below _ Rv s s0) as [K2 H2].
  assert (b0 : 0 < b) by lra. destruct (lim_zero_below _ Gp (2 * eta / b) ltac:(apply Rdiv_lt_0_compat; lra)) as [K3 H3].
  set (K' := (K1 + K2 + K3)%nat).
  assert (Tl : is_lim_seq time p_infty) by exact Tinf. apply is_lim_seq_spec in Tl. destruct (Tl (s / eta + time K')) as [K4 H4].
  exists (K' + K4)%nat. intros k Hk. specialize (H4 k ltac:(lia)).
  assert (Late : s < eta * (time k - time K')).
  { assert (eta * (s / eta) < eta * (time k - time K')) by (apply Rmult_lt_compat_l; lra). replace (eta * (s / eta)) with s in H by (field; lra). exact H. }
  assert (Bg : forall j, (K' <= j)%nat -> b * gp j i <= 2 * eta).
  { intros j Hj. specialize (H3 j ltac:(unfold K' in Hj; lia)). rewrite Rabs_pos_eq in H3 by apply Rmax_l.
    apply Rle_trans with (b * (2 * eta / b)); [apply Rmult_le_compat_l; lra | right; field; lra]. }
  assert (Slow : forall r j, (K' <= r <= j)%nat -> time j - time r <= 1 -> Rabs (g (x j) i - g (x r) i) < eta).
  { intros r j Hj T. destruct (H1 r j ltac:(unfold K' in Hj; lia) T) as [_ D]. destruct (D i Hi) as [_ D2].
    replace (M * (eta / (2 * M))) with (eta / 2) in D2 by (field; lra). lra. }
  assert (Up : v (K + k)%nat i <= 2 * eta).
  { apply (slows_down a b (lo level i) (hi level i) gb G M (fun j => gam j) (fun j => g (x j) i) (fun j => v (K + j)%nat i) (fun j => x j i))
      with (s := s) (K := K'); auto; try lra; try lia.
    - intros j Hj. split; [|apply Bg, Hj]. specialize (H2 j ltac:(unfold K' in Hj; lia)). lra. }
  assert (Down : - v (K + k)%nat i <= 2 * eta).
  { apply (slows_down a b (- hi level i) (- lo level i) gb G M (fun j => gam j) (fun j => - g (x j) i) (fun j => - v (K + j)%nat i) (fun j => - x j i))
      with (s := s) (K := K'); auto; try lra; try lia.
    - intros j. rewrite Rabs_Ropp. apply XG, Hi.
    - intros j. apply strict_mirror, Vs, Hi.
    - intros j. rewrite Ws by exact Hi. ring.
    - intros j Hj. rewrite residue_mirror, Rabs_Ropp by lra. split.
      + specialize (H2 j ltac:(unfold K' in Hj; lia)). lra.
      + specialize (Bg j Hj). unfold gapd in *. replace (- hi level i - - x j i) with (x j i - hi level i) by ring.
        replace (- x j i - - lo level i) with (lo level i - x j i) by ring. rewrite (Rmax_comm (x j i - hi level i)). exact Bg.
    - intros r j Hj T. replace (- g (x j) i - - g (x r) i) with (- (g (x j) i - g (x r) i)) by ring. rewrite Rabs_Ropp. apply Slow; assumption. }
  apply Rabs_def1; unfold eta in *; lra.
Qed.
End Late.

Theorem any_steps : ex_finite_lim_seq (fun k => l (w k)) /\ exists level,
  (forall i, (i < n)%nat -> (level i < length (levels i))%nat) /\ forall eta, 0 < eta -> exists K, forall k, (K <= k)%nat ->
  exists y, stationary n (lo level) (hi level) g y /\ norm2 n (fun i => w k i - y i) < eta.
Proof.
  destruct becomes_late as (level & M & G & gb & K & L). assert (L' := L).
  destruct L' as (Lev & M0 & G0 & Lip & XN & _ & _ & _ & _ & _ & _ & Conv & _). split; [exact Conv|]. exists level. split; [exact Lev|]. intros eta E.
  assert (HD := delta_star_ok alpha clip mu Ha Hc Hmu). cbv zeta in HD.
  destruct (close_to_stationary n levels level eps alpha clip mu delta kind) with (m := M) (g := g) (x := fun k => w (K + k)%nat) (eta := eta) as [K' HK]; auto.
  - replace 0 with (sum n (fun _ => 0 ^ 2)) by (rewrite sum_const; ring).
    apply (lim_sum n (fun k i => residual M (lo level) (hi level) g (w (K + k)%nat) i ^ 2)). intros i Hi. apply lim_square.
    apply (residues_vanish level M G gb K L i Hi).
  - exists (K + K')%nat. intros k Hk. specialize (HK (k - K)%nat ltac:(lia)). replace (K + (k - K))%nat with k in HK by lia. exact HK.
Qed.

Theorem velocity_vanishes : is_lim_seq (fun k => norm2 n (fun i => v k i)) 0.
Proof.
  destruct becomes_late as (level & M & G & gb & K & L). apply (is_lim_seq_incr_n _ K).
  apply is_lim_seq_ext with (fun k => norm2 n (fun i => v (K + k)%nat i)); [intros k; rewrite Nat.add_comm; reflexivity|].
  replace 0 with (sum n (fun _ => 0 ^ 2)) by (rewrite sum_const; ring).
  apply (lim_sum n (fun k i => v (K + k)%nat i ^ 2)). intros i Hi. apply lim_square. apply (velocities_vanish level M G gb K L i Hi).
Qed.
End Path.
