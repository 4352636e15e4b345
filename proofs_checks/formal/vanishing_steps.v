(* Without noise and with steps that tend to zero, near one box: the squares of the moves of the projection p
   over the stepsizes, and gamma_k d_k^2, have finite sums, although gamma_k^2 need not. *)
From Coq Require Import Reals Lra Psatz List Arith Lia FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import sums smooth sequences minimiser drift excursions notes_theorem_1_one_step.
Open Scope R_scope.

(* the Euclidean norm *)
Definition norm n x := sqrt (norm2 n x).
Lemma norm_sq n x : 0 <= norm n x /\ norm n x ^ 2 = norm2 n x.
Proof. split; [apply sqrt_pos | apply pow2_sqrt, norm2_pos]. Qed.
Lemma norm_le n x c : 0 <= c -> norm2 n x <= c ^ 2 -> norm n x <= c.
Proof. intros H B. unfold norm. rewrite <- (sqrt_pow2 c) by exact H. apply sqrt_le_1_alt, B. Qed.
Lemma norm_coord n x i : (i < n)%nat -> Rabs (x i) <= norm n x.
Proof.
  intros Hi. destruct (norm_sq n x) as [N0 N2]. rewrite <- (Rabs_pos_eq (norm n x)) by exact N0. apply Rsqr_le_abs_0.
  unfold Rsqr. assert (C := coord_le n x i Hi). lra.
Qed.
Lemma norm_triangle n x y z : (forall i, (i < n)%nat -> z i = x i + y i) -> norm n z <= norm n x + norm n y.
Proof.
  intros E. destruct (norm_sq n x) as [X0 X2]. destruct (norm_sq n y) as [Y0 Y2]. apply norm_le; [lra|].
  assert (D := dot_le n x y (norm n x) (norm n y) X0 Y0 ltac:(lra) ltac:(lra)).
  assert (Z : norm2 n z = norm2 n x + 2 * dot n x y + norm2 n y).
  { unfold norm2, dot. rewrite <- sum_scal, <- !sum_plus. apply sum_ext. intros i Hi. rewrite E by exact Hi. ring. }
  rewrite Z, <- X2, <- Y2. lra.
Qed.
Lemma norm_opp n x y : norm n (fun i => x i - y i) = norm n (fun i => y i - x i).
Proof. unfold norm, norm2. f_equal. apply sum_ext; intros; ring. Qed.

(* the way of a point in a stretch of time *)
Lemma way n (p : nat -> nat -> R) (gamma : nat -> R) r : (forall k, 0 < gamma k) -> forall e, (r <= e)%nat ->
  norm n (fun i => p e i - p r i) ^ 2 <=
  (sum e gamma - sum r gamma) * (sum e (fun k => norm2 n (fun i => p (S k) i - p k i) / gamma k)
    - sum r (fun k => norm2 n (fun i => p (S k) i - p k i) / gamma k)).
Proof.
  intros Hg e L. induction L as [|e L IH].
  - destruct (norm_sq n (fun i => p r i - p r i)) as [_ E]. rewrite E, !Rminus_eq_0, Rmult_0_l. unfold norm2.
    rewrite (sum_ext n _ (fun _ => 0)) by (intros; ring). rewrite sum_const; lra.
  - set (f := fun k => norm2 n (fun i => p (S k) i - p k i) / gamma k) in *. cbn [sum]. specialize (Hg e) as Ge.
    set (N := norm n (fun i => p (S e) i - p e i)). destruct (norm_sq n (fun i => p (S e) i - p e i)) as [N0 N2]. fold N in N0, N2.
    assert (F0 : forall k, 0 <= f k) by (intros k; apply Rmult_le_pos; [apply norm2_pos | apply Rlt_le, Rinv_0_lt_compat, Hg]).
    assert (H1 := range_pos gamma r e (fun k => Rlt_le _ _ (Hg k)) L). assert (H2 := range_pos f r e F0 L).
    assert (fe : f e = gamma e * (N / gamma e) ^ 2) by (unfold f; rewrite <- N2; field; lra).
    replace (sum e gamma + gamma e - sum r gamma) with (sum e gamma - sum r gamma + gamma e) by ring.
    replace (sum e f + f e - sum r f) with (sum e f - sum r f + gamma e * (N / gamma e) ^ 2) by (rewrite fe; ring).
    apply Rle_trans with ((norm n (fun i => p e i - p r i) + gamma e * (N / gamma e)) ^ 2).
    + apply pow_incr. split; [apply norm_sq|]. replace (gamma e * (N / gamma e)) with N by (field; lra).
      apply norm_triangle. intros; ring.
    + apply weighted_square; try lra; [apply norm_sq|]. apply Rmult_le_pos; [exact N0 | apply Rlt_le, Rinv_0_lt_compat, Ge].
Qed.

Section Near.
Variables (n : nat) (a b M G W gb : R) (lo hi : nat -> R) (l : (nat -> R) -> R) (g : (nat -> R) -> nat -> R).
Variables (gamma : nat -> R) (w v : nat -> nat -> R) (N : (nat -> R) -> Prop) (low : R).
Hypothesis Ha : 0 < a.
Hypothesis Hab : a <= b.
Hypothesis HM : 0 < M.
Hypothesis HG : 0 < G.
Hypothesis Hbox : forall i, (i < n)%nat -> lo i < hi i /\ 0 < W <= hi i - lo i.
Hypothesis Hlip : forall x y, N x -> N y -> norm2 n (fun i => g x i - g y i) <= M ^ 2 * norm2 n (fun i => x i - y i).
Hypothesis Hdescent : forall x y, N x -> N y ->
  Rabs (l y - l x - dot n (g x) (fun i => y i - x i)) <= M / 2 * norm2 n (fun i => y i - x i).
Hypothesis HCN : forall y, inC n lo hi y -> N y.
Hypothesis Hlow : forall y, inC n lo hi y -> low <= l y.
Hypothesis HN : forall k, N (w k).
Hypothesis Hg : forall k i, (i < n)%nat -> Rabs (g (w k) i) <= G.
Hypothesis Hgam : forall k, 0 < gamma k /\ gamma k <= gb.
Hypothesis Hgb : gb * b < 1 /\ 4 * (gb * G) <= W /\ 2 * (gb * M) <= 1 /\ gb <= 1.
Hypothesis Hgb2 : INR n * (gb * rate a G M W) * (1 + M ^ 2 / a) <= 1 / 2.
Hypothesis Hv : forall k i, (i < n)%nat -> strict_velocity a b (lo i) (hi i) (w k i) (g (w k) i) (v k i).
Hypothesis Hw : forall k i, (i < n)%nat -> w (S k) i = w k i + gamma k * v k i.

Definition p k := nearest lo hi (w k).
Definition move k i := p (S k) i - p k i.
Definition dsq k := d2 n lo hi (w k).
Definition spent k := sum n (fun i => cost (lo i) (hi i) gamma (fun m => g (w m) i) (fun m => w m i) k).
Definition fallen k := dsq k + spent k - dsq (S k).
Definition income k := norm2 n (move k) / (2 * gamma k) + fallen k.

Lemma box i : (i < n)%nat -> lo i <= hi i.
Proof. intros Hi. destruct (Hbox i Hi). lra. Qed.
Lemma dsq_is k : dsq k = sum n (fun i => gapd (lo i) (hi i) (w k i) ^ 2).
Proof. unfold dsq, d2, norm2. apply sum_ext. intros i Hi. unfold nearest. apply gapd_clamp, box, Hi. Qed.

Lemma fallen_low k : a * gamma k * dsq k <= fallen k.
Proof.
  unfold fallen, spent. assert (H : dsq (S k) <= (1 - a * gamma k) * dsq k + spent k); [|unfold spent in H; lra].
  rewrite !dsq_is. unfold spent. rewrite <- sum_scal, <- sum_plus. apply sum_le. intros i Hi. destruct (Hbox i Hi) as [Bo BW].
  destruct Hgb as (B1 & B2 & _). destruct (contraction a b (lo i) (hi i) gb G gamma (fun m => g (w m) i) (fun m => v m i) (fun m => w m i)) with (k := k)
    as [C1 C2]; auto; try lra.
  destruct (cost_spec (lo i) (hi i) gamma (fun m => g (w m) i) (fun m => w m i) k) as [[X ->]|[X ->]].
  - apply C1, X.
  - rewrite Rplus_0_r. apply C2, X.
Qed.
Lemma income_low k : 0 <= norm2 n (move k) / (2 * gamma k) /\ 0 <= a * gamma k * dsq k /\
  norm2 n (move k) / (2 * gamma k) <= income k /\ fallen k <= income k.
Proof.
  assert (F := fallen_low k). destruct (Hgam k) as [G0 _].
  assert (P : 0 <= norm2 n (move k) / (2 * gamma k)) by (apply Rmult_le_pos; [apply norm2_pos | apply Rlt_le, Rinv_0_lt_compat; lra]).
  assert (Q : 0 <= a * gamma k * dsq k) by (apply Rmult_le_pos; [apply Rmult_le_pos; lra | apply norm2_pos]).
  unfold income. lra.
Qed.
Lemma spent_pos k : 0 <= spent k.
Proof.
  apply sum_pos. intros i _. destruct (cost_spec (lo i) (hi i) gamma (fun m => g (w m) i) (fun m => w m i) k) as [[_ ->]|[_ ->]]; [|lra].
  apply Rmult_le_pos; apply pow2_ge_0.
Qed.

Lemma way_p r e : (r <= e)%nat -> norm n (fun i => p e i - p r i) ^ 2 <= 2 * (sum e income - sum r income) * (sum e gamma - sum r gamma).
Proof.
  intros L. eapply Rle_trans; [apply (way n p gamma r (fun k => proj1 (Hgam k)) e L)|]. rewrite (Rmult_comm _ (sum e gamma - _)).
  assert (T := range_pos gamma r e (fun k => Rlt_le _ _ (proj1 (Hgam k))) L). apply Rmult_le_compat_l; [lra|].
  rewrite Rmult_minus_distr_l, <- !sum_scal. apply range_le; [exact L|]. intros k _. destruct (income_low k) as (_ & _ & I & _).
  destruct (Hgam k) as [G0 _]. unfold move in I.
  replace (norm2 n (fun i => p (S k) i - p k i) / gamma k) with (2 * (norm2 n (fun i => p (S k) i - p k i) / (2 * gamma k))) by (field; lra). lra.
Qed.
Lemma way_w r e : norm n (fun i => w e i - w r i) <= norm n (fun i => p e i - p r i) + (sqrt (dsq e) + sqrt (dsq r)).
Proof.
  eapply Rle_trans; [apply (norm_triangle n (fun i => p e i - p r i) (fun i => (w e i - p e i) + (p r i - w r i))); intros; ring|].
  apply Rplus_le_compat_l. eapply Rle_trans; [apply (norm_triangle n (fun i => w e i - p e i) (fun i => p r i - w r i)); intros; ring|].
  rewrite (norm_opp n (p r) (w r)). right. reflexivity.
Qed.

(* all steps out of the intervals together *)
Lemma total_spent T : sum T spent <= INR n * (G ^ 2 + gb * rate a G M W * sum T income).
Proof.
  unfold spent. rewrite sum_swap, <- sum_const. apply sum_le. intros i Hi. destruct (Hbox i Hi) as [Bo BW]. destruct Hgb as (B1 & B2 & B3 & B4).
  destruct (Hgam O) as [g0 g1]. assert (gb0 : 0 < gb) by lra.
  destruct (rate_parts a (lo i) (hi i) G Ha HG M W HM BW) as (K1 & K2 & K3 & K4).
  assert (C0 : 0 <= gb * rate a G M W) by (apply Rmult_le_pos; [lra | unfold rate; lra]).
  assert (Rp : forall k, 0 <= income k).
  { intros k. destruct (income_low k) as (I1 & I2 & I3 & I4). lra. }
  apply (charge (exits (lo i) (hi i) (fun m => w m i))); auto; [apply pow2_ge_0 | |].
  - intros k. destruct (cost_spec (lo i) (hi i) gamma (fun m => g (w m) i) (fun m => w m i) k) as [[X ->]|[X ->]]; [left | right; auto].
    split; [exact X | apply Rmult_le_pos; apply pow2_ge_0].
  - intros e X. destruct (cost_spec (lo i) (hi i) gamma (fun m => g (w m) i) (fun m => w m i) e) as [[_ ->]|[X' _]]; [|contradiction].
    destruct (paid_both a b (lo i) (hi i) gb G gamma (fun m => g (w m) i) (fun m => v m i) (fun m => w m i) M W income (fun k => sqrt (dsq k)) e)
      as [F|P]; auto; try lra.
    + intros k. destruct (income_low k) as (I1 & I2 & I3 & I4). destruct (Hgam k) as [Gk _]. split; [|split].
      * eapply Rle_trans; [|exact I3]. apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat; lra|].
        apply (coord_le n (move k) i Hi).
      * rewrite pow2_sqrt by apply norm2_pos. eapply Rle_trans; [apply fallen_low | exact I4].
      * apply Rp.
    + intros k. apply sqrt_pos.
    + intros r m L. rewrite !pow2_sqrt by apply norm2_pos.
      assert (R1 := range_telescope dsq r m L). assert (R2 : sum m (fun k => - (dsq (S k) - dsq k)) - sum r (fun k => - (dsq (S k) - dsq k)) <= sum m income - sum r income).
      { apply range_le; [exact L|]. intros k _. destruct (income_low k) as (_ & _ & _ & I4). assert (S0 := spent_pos k). unfold fallen in I4. lra. }
      rewrite !sum_opp in R2. lra.
    + intros r m z L Z Ch. assert (zM : 0 < z / (2 * M)) by (apply Rdiv_lt_0_compat; lra).
      destruct (Rle_dec (z / (2 * M)) (norm n (fun j => p m j - p r j))) as [Y|Y].
      * left. eapply Rle_trans; [|apply way_p; lia]. apply pow_incr. lra.
      * right. assert (Wy := way_w r m). assert (Lp : z <= M * norm n (fun j => w m j - w r j)).
        { eapply Rle_trans; [exact Ch|]. eapply Rle_trans; [apply (norm_coord n (fun j => g (w m) j - g (w r) j) i Hi)|].
          destruct (norm_sq n (fun j => w m j - w r j)) as [N0 N2]. apply norm_le; [apply Rmult_le_pos; lra|].
          rewrite Rpow_mult_distr, N2. apply Hlip; apply HN. }
        assert (Q : z / M <= norm n (fun j => w m j - w r j)).
        { apply Rmult_le_reg_l with M; [exact HM|]. replace (M * (z / M)) with z by (field; lra). exact Lp. }
        replace (z / M) with (z / (2 * M) + z / (2 * M)) in Q by (field; lra). lra.
    + left. split; [|exact F]. rewrite <- (pow2_abs (g (w e) i)). assert (Ge := Hg e i Hi). destruct (Hgam e) as [Ge0 Ge1].
      assert (gamma e ^ 2 <= 1) by nra. assert (Rabs (g (w e) i) ^ 2 <= G ^ 2) by (apply pow_incr; split; [apply Rabs_pos | exact Ge]).
      apply Rle_trans with (1 * G ^ 2); [apply Rmult_le_compat; auto using pow2_ge_0 | lra].
Qed.

(* the loss at the projection *)
Lemma loss_p k : l (p (S k)) <= l (p k) - norm2 n (move k) / (2 * gamma k) + gamma k * M ^ 2 * dsq k.
Proof.
  destruct (Hgam k) as [G0 G1]. destruct Hgb as (_ & _ & B3 & _).
  assert (Cp : forall m, inC n lo hi (p m)) by (intros m; apply nearest_in; intros; apply box; assumption).
  assert (D := Hdescent (p k) (p (S k)) (HCN _ (Cp k)) (HCN _ (Cp (S k)))). apply Rabs_le_between in D.
  apply (one_step_at n l g M (gamma k) (p k) (w k) (move k)); auto.
  - unfold move. lra.
  - assert (gamma k * M <= gb * M) by (apply Rmult_le_compat_r; lra). lra.
  - intros i Hi. destruct (Hbox i Hi) as [Bo BW]. destruct Hgb as (B1 & B2 & _).
    apply (downhill a b (lo i) (hi i) gb G gamma (fun m => g (w m) i) (fun m => v m i) (fun m => w m i)); auto; lra.
Qed.

(* the income is bounded *)
Lemma income_bounded : exists B, forall T, sum T income <= B.
Proof.
  assert (Cp : forall m, inC n lo hi (p m)) by (intros m; apply nearest_in; intros; apply box; assumption).
  set (B0 := l (p O) - low). set (q := M ^ 2 / a). assert (q0 : 0 <= q).
  { apply Rmult_le_pos; [apply pow2_ge_0 | apply Rlt_le, Rinv_0_lt_compat, Ha]. }
  exists (2 * (B0 + (1 + q) * (dsq O + INR n * G ^ 2))). intros T.
  assert (F : sum T fallen = dsq O + sum T spent - dsq T).
  { induction T as [|T IH]; cbn [sum]; [ring|]. rewrite IH. unfold fallen. ring. }
  assert (DT : 0 <= dsq T) by apply norm2_pos.
  assert (Gd : a * sum T (fun k => gamma k * dsq k) <= sum T fallen).
  { rewrite <- sum_scal. apply sum_le. intros k _. assert (X := fallen_low k). lra. }
  assert (Ls : sum T (fun k => norm2 n (move k) / (2 * gamma k)) <= B0 + M ^ 2 * sum T (fun k => gamma k * dsq k)).
  { assert (H : sum T (fun k => norm2 n (move k) / (2 * gamma k)) <= l (p O) - l (p T) + M ^ 2 * sum T (fun k => gamma k * dsq k)).
    { clear F DT Gd. induction T as [|T IH]; cbn [sum]; [lra|]. assert (X := loss_p T). lra. }
    assert (X := Hlow (p T) (Cp T)). unfold B0. lra. }
  assert (Mq : M ^ 2 * sum T (fun k => gamma k * dsq k) <= q * sum T fallen).
  { unfold q. apply Rle_trans with (M ^ 2 / a * (a * sum T (fun k => gamma k * dsq k))); [right; field; lra|].
    apply Rmult_le_compat_l; [exact q0 | exact Gd]. }
  assert (I : sum T income <= B0 + (1 + q) * (dsq O + sum T spent)).
  { unfold income. rewrite sum_plus. rewrite F in Mq |- *. assert (0 <= q * dsq T) by (apply Rmult_le_pos; lra). lra. }
  assert (S := total_spent T). destruct Hgb as (_ & _ & _ & _).
  assert (Ip : 0 <= sum T income).
  { apply sum_pos. intros k _. destruct (income_low k) as (I1 & I2 & I3 & I4). lra. }
  assert (X : (1 + q) * sum T spent <= (1 + q) * (INR n * G ^ 2) + 1 / 2 * sum T income).
  { apply Rle_trans with ((1 + q) * (INR n * (G ^ 2 + gb * rate a G M W * sum T income))); [apply Rmult_le_compat_l; lra|].
    replace ((1 + q) * (INR n * (G ^ 2 + gb * rate a G M W * sum T income))) with
      ((1 + q) * (INR n * G ^ 2) + INR n * (gb * rate a G M W) * (1 + q) * sum T income) by ring.
    apply Rplus_le_compat_l. apply Rmult_le_compat_r; [exact Ip | exact Hgb2]. }
  lra.
Qed.

(* so w moves slowly once d_k -> 0, and the loss converges *)
Hypothesis Hdist : is_lim_seq dsq 0.
Lemma income_conv : conv income.
Proof.
  destruct income_bounded as [B HB]. apply ex_finite_lim_seq_incr with B; [|exact HB].
  intros k. simpl. destruct (income_low k) as (I1 & I2 & I3 & I4). lra.
Qed.
Lemma root_dist : is_lim_seq (fun k => sqrt (dsq k)) 0.
Proof. rewrite <- sqrt_0. apply (is_lim_seq_continuous sqrt _ 0); [apply continuity_pt_sqrt; lra | exact Hdist]. Qed.

Lemma slow_motion s : 0 < s -> exists K, forall r e, (K <= r <= e)%nat -> sum e gamma - sum r gamma <= 1 ->
  norm n (fun i => w e i - w r i) <= s.
Proof.
  intros Hs. destruct (conv_cauchy income (s ^ 2 / 8) income_conv) as [K1 H1]; [assert (0 < s ^ 2) by (apply pow_lt, Hs); lra|].
  destruct (lim_zero_below _ root_dist (s / 4) ltac:(lra)) as [K2 H2]. exists (K1 + K2)%nat. intros r e Hr T.
  specialize (H1 r e ltac:(lia)). apply Rabs_def2 in H1. assert (A := H2 r ltac:(lia)). assert (B := H2 e ltac:(lia)).
  rewrite Rabs_pos_eq in A, B by apply sqrt_pos. eapply Rle_trans; [apply way_w|].
  assert (Wp := way_p r e ltac:(lia)). destruct (norm_sq n (fun i => p e i - p r i)) as [N0 _].
  assert (T0 := range_pos gamma r e (fun k => Rlt_le _ _ (proj1 (Hgam k))) ltac:(lia)).
  assert (I0 : 0 <= sum e income - sum r income).
  { assert (Y : sum r income <= sum e income) by (apply range_pos; [|lia]; intros k; destruct (income_low k) as (I1 & I2 & I3 & I4); lra). lra. }
  assert (P : norm n (fun i => p e i - p r i) ^ 2 <= (s / 2) ^ 2).
  { eapply Rle_trans; [exact Wp|]. apply Rle_trans with (2 * (sum e income - sum r income) * 1); [apply Rmult_le_compat_l; lra | lra]. }
  assert (norm n (fun i => p e i - p r i) <= s / 2) by (apply Rsqr_incr_0_var; [unfold Rsqr; lra | lra]). lra.
Qed.

Lemma loss_converges : ex_finite_lim_seq (fun k => l (w k)).
Proof.
  assert (Cp : forall m, inC n lo hi (p m)) by (intros m; apply nearest_in; intros; apply box; assumption).
  assert (q0 : 0 < / a) by (apply Rinv_0_lt_compat, Ha).
  destruct (robbins_siegmund (fun k => l (p k)) (fun k => norm2 n (move k) / (2 * gamma k)) (fun k => gamma k * M ^ 2 * dsq k) low)
    as [[z Hz] _].
  - intros k. assert (X := loss_p k). lra.
  - intros k. apply income_low.
  - apply conv_le with (g := fun k => M ^ 2 * / a * income k); [|apply conv_scal, income_conv]. intros k.
    destruct (income_low k) as (I1 & I2 & I3 & I4). destruct (Hgam k) as [G0 _]. assert (F := fallen_low k).
    assert (M2 : 0 <= M ^ 2 * / a) by (apply Rmult_le_pos; [apply pow2_ge_0 | lra]). split.
    + apply Rmult_le_pos; [apply Rmult_le_pos; [lra | apply pow2_ge_0] | apply norm2_pos].
    + apply Rle_trans with (M ^ 2 * / a * (a * gamma k * dsq k)); [right; field; lra | apply Rmult_le_compat_l; lra].
  - intros k. apply Hlow, Cp.
  - exists z. apply is_lim_seq_ext with (fun k => l (p k) - (l (p k) - l (w k))); [intros; ring|].
    replace z with (z - 0) by ring. apply is_lim_seq_minus'; [exact Hz|].
    apply lim_zero_dominated with (v := fun k => INR n * G * sqrt (dsq k) + M / 2 * dsq k) (K := O).
    + replace 0 with (INR n * G * 0 + M / 2 * 0) by ring.
      apply is_lim_seq_plus'; apply (is_lim_seq_scal_l _ _ (Finite 0)); [exact root_dist | exact Hdist].
    + intros k _. assert (D := Hdescent (w k) (p k) (HN k) (HCN _ (Cp k))). apply Rabs_le_between in D.
      replace (norm2 n (fun i => p k i - w k i)) with (dsq k) in D
        by (unfold dsq, d2, norm2; apply sum_ext; intros; unfold p; ring).
      assert (Dot : Rabs (dot n (g (w k)) (fun i => p k i - w k i)) <= INR n * G * sqrt (dsq k)).
      { unfold dot. assert (Tri : forall m f, Rabs (sum m f) <= sum m (fun j => Rabs (f j))).
        { induction m as [|m IH]; intros f; cbn [sum]; [rewrite Rabs_R0; lra|].
          eapply Rle_trans; [apply Rabs_triang|]. specialize (IH f). lra. }
        eapply Rle_trans; [apply Tri|]. rewrite Rmult_assoc, <- sum_const. apply sum_le. intros i Hi. rewrite Rabs_mult.
        apply Rmult_le_compat; try apply Rabs_pos; [apply Hg, Hi|].
        assert (C := norm_coord n (fun j => w k j - p k j) i Hi). cbv beta in C.
        replace (p k i - w k i) with (- (w k i - p k i)) by ring. rewrite Rabs_Ropp. exact C. }
      apply Rabs_le_between in Dot. apply Rabs_le. lra.
Qed.
End Near.
