(* Lines of the proof of Theorem 5 about one coordinate x_k and its interval [lo, hi]. *)
From Coq Require Import Reals Lra Psatz Arith Lia ClassicalChoice.
From Coquelicot Require Import Coquelicot.
From Askew Require Import sums sequences expectation.
Open Scope R_scope.

(* steps that tend to zero do not jump over the interval *)
Theorem three_cases (x : nat -> R) lo hi : lo < hi -> is_lim_seq (fun k => x (S k) - x k) 0 ->
  (exists K, forall k, (K <= k)%nat -> x k < lo) \/ (exists K, forall k, (K <= k)%nat -> hi < x k) \/
  forall K, exists k, (K <= k)%nat /\ lo <= x k <= hi.
Proof.
  intros W H. destruct (Classical_Prop.classic (forall K, exists k, (K <= k)%nat /\ lo <= x k <= hi)) as [V|V]; [auto|].
  apply Classical_Pred_Type.not_all_ex_not in V. destruct V as [K1 V].
  assert (Out : forall k, (K1 <= k)%nat -> x k < lo \/ hi < x k).
  { intros k Hk. destruct (Rlt_dec (x k) lo); [left; assumption|]. destruct (Rlt_dec hi (x k)); [right; assumption|].
    exfalso. apply V. exists k. split; [exact Hk | lra]. }
  destruct (lim_zero_below _ H (hi - lo) ltac:(lra)) as [K2 HK2]. set (K := (K1 + K2)%nat).
  assert (Keep : forall k, (K <= k)%nat -> (x k < lo -> x (S k) < lo) /\ (hi < x k -> hi < x (S k))).
  { intros k Hk. specialize (HK2 k ltac:(unfold K in Hk; lia)). apply Rabs_def2 in HK2.
    destruct (Out (S k) ltac:(unfold K in Hk; lia)); split; intros; lra. }
  destruct (Out K ltac:(unfold K; lia)) as [A|A]; [left | right; left]; exists K; intros k Hk;
    (induction Hk as [|k Hk IH]; [exact A | apply (Keep k Hk); exact IH]).
Qed.

(* a series of squares with a finite sum of means: the steps gamma_k max(|ghat_k|, M_c) vanish almost surely *)
Theorem steps_vanish Omega (E : expectation Omega) (almost : (Omega -> Prop) -> Prop) gamma (ghat : nat -> Omega -> R) clip B :
  (forall P Q : Omega -> Prop, (forall o, P o -> Q o) -> almost P -> almost Q) ->
  (* Beppo Levi *)
  (forall f : nat -> Omega -> R, (forall k o, 0 <= f k o) -> (forall k, integrable E (f k)) ->
    (exists B, forall K, sum K (fun k => mean E (f k)) <= B) -> almost (fun o => conv (fun k => f k o))) ->
  (forall k, 0 < gamma k) -> conv (fun k => gamma k ^ 2) -> 0 <= clip -> 0 <= B ->
  (forall k, integrable E (fun o => ghat k o ^ 2) /\ mean E (fun o => ghat k o ^ 2) <= B) ->
  almost (fun o => is_lim_seq (fun k => gamma k * Rmax (Rabs (ghat k o)) clip) 0).
Proof.
  intros More Levi Hg Hs Hc HB H.
  assert (Terms : forall f, conv f -> is_lim_seq f 0).
  { intros f F. apply lim_zero_intro. intros t Ht. destruct (conv_cauchy f t F Ht) as [K HK]. exists K. intros k Hk.
    specialize (HK k (S k) ltac:(lia)). cbn [sum] in HK. replace (sum k f + f k - sum k f) with (f k) in HK by ring. exact HK. }
  apply More with (fun o => conv (fun k => gamma k ^ 2 * ghat k o ^ 2)).
  - intros o Co. apply lim_zero_intro. intros e He.
    assert (E2 : 0 < e ^ 2) by (apply pow_lt, He). set (c := clip ^ 2 + 1). assert (c0 : 0 < c) by (unfold c; assert (P := pow2_ge_0 clip); lra).
    destruct (lim_zero_below _ (Terms _ Co) _ E2) as [K1 H1].
    destruct (lim_zero_below _ (Terms _ Hs) (e ^ 2 / c) ltac:(apply Rdiv_lt_0_compat; assumption)) as [K2 H2].
    exists (K1 + K2)%nat. intros k Hk. specialize (H1 k ltac:(lia)). specialize (H2 k ltac:(lia)).
    apply Rabs_def2 in H1. apply Rabs_def2 in H2. assert (G := Hg k).
    rewrite <- (Rabs_pos_eq e) by lra. apply Rsqr_lt_abs_0. unfold Rsqr.
    assert (X : gamma k ^ 2 * c < e ^ 2).
    { apply Rmult_lt_reg_r with (/ c); [apply Rinv_0_lt_compat, c0|]. rewrite Rmult_assoc, Rinv_r, Rmult_1_r by lra. unfold Rdiv in H2. lra. }
    assert (Y : gamma k ^ 2 * clip ^ 2 < e ^ 2) by (unfold c in X; assert (0 < gamma k ^ 2) by (apply pow_lt, G); lra).
    assert (Z := pow2_abs (ghat k o)). unfold Rmax. destruct Rle_dec.
    + replace (gamma k * clip * (gamma k * clip)) with (gamma k ^ 2 * clip ^ 2) by ring. lra.
    + replace (gamma k * Rabs (ghat k o) * (gamma k * Rabs (ghat k o))) with (gamma k ^ 2 * Rabs (ghat k o) ^ 2) by ring. rewrite Z. lra.
  - apply (Levi (fun k o => gamma k ^ 2 * ghat k o ^ 2)).
    + intros k o. apply Rmult_le_pos; apply pow2_ge_0.
    + intros k. apply integrable_scal, H.
    + destruct (bounded_conv _ Hs) as [b Hb]. exists (B * Rabs b). intros K.
      apply Rle_trans with (sum K (fun k => B * gamma k ^ 2)).
      * apply sum_le. intros k _. rewrite mean_scal by apply H. rewrite Rmult_comm.
        apply Rmult_le_compat_r; [apply pow2_ge_0 | apply H].
      * rewrite sum_scal. apply Rmult_le_compat_l; [exact HB|]. eapply Rle_trans; [apply Rle_abs|].
        eapply Rle_trans; [apply Hb | apply Rle_abs].
Qed.

(* outside (lo, hi) infinitely often, at a distance that tends to zero: an end is a limit point *)
Theorem an_end x lo hi : lo < hi -> is_lim_seq (fun k => Rmax 0 (Rmax (lo - x k) (x k - hi))) 0 ->
  (forall K : nat, exists k, (K <= k)%nat /\ ~ lo < x k < hi) ->
  exists c, (c = lo \/ c = hi) /\ (forall e, 0 < e -> forall K, exists k, (K <= k)%nat /\ Rabs (x k - c) < e) /\
    forall l : R, is_lim_seq x l -> l = lo \/ l = hi.
Proof.
  intros W D Often.
  assert (Near : forall e, 0 < e -> forall K, exists k, (K <= k)%nat /\ (Rabs (x k - lo) < e \/ Rabs (x k - hi) < e)).
  { intros e He K. destruct (lim_zero_below _ D e He) as [N HN]. destruct (Often (K + N)%nat) as (k & Hk & O).
    exists k. split; [lia|]. specialize (HN k ltac:(lia)). apply Rabs_def2 in HN. destruct HN as [HN _].
    assert (M1 := Rmax_r 0 (Rmax (lo - x k) (x k - hi))). assert (M2 := Rmax_l (lo - x k) (x k - hi)).
    assert (M3 := Rmax_r (lo - x k) (x k - hi)).
    destruct (Rle_dec (x k) lo) as [A|A]; [left; rewrite Rabs_left1; lra|].
    destruct (Rle_dec hi (x k)) as [B|B]; [right; rewrite Rabs_pos_eq; lra | exfalso; apply O; lra]. }
  assert (Lims : forall l : R, is_lim_seq x l -> l = lo \/ l = hi).
  { intros l L. destruct (Req_dec l lo) as [A|A]; [auto|]. destruct (Req_dec l hi) as [B|B]; [auto|]. exfalso.
    set (e := Rmin (Rabs (l - lo)) (Rabs (l - hi)) / 2).
    assert (E1 := Rmin_l (Rabs (l - lo)) (Rabs (l - hi))). assert (E2 := Rmin_r (Rabs (l - lo)) (Rabs (l - hi))).
    assert (E0 : 0 < Rmin (Rabs (l - lo)) (Rabs (l - hi))) by (apply Rmin_glb_lt; apply Rabs_pos_lt; lra).
    assert (e0 : 0 < e) by (unfold e; lra).
    apply is_lim_seq_spec in L. destruct (L (mkposreal e e0)) as [K HK]. simpl in HK.
    destruct (Near e e0 K) as (k & Hk & N). specialize (HK k Hk).
    assert (T : forall c, Rabs (l - c) <= Rabs (x k - l) + Rabs (x k - c)).
    { intros c. replace (l - c) with (- (x k - l) + (x k - c)) by ring. eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp. lra. }
    assert (T1 := T lo). assert (T2 := T hi). unfold e in *. destruct N; lra. }
  destruct (Classical_Prop.classic (forall e, 0 < e -> forall K, exists k, (K <= k)%nat /\ Rabs (x k - lo) < e)) as [A|A].
  - exists lo. auto.
  - exists hi. split; [auto|split; [|exact Lims]]. intros e He K.
    apply Classical_Pred_Type.not_all_ex_not in A. destruct A as [e1 A]. apply imply_to_and in A. destruct A as [e10 A].
    apply Classical_Pred_Type.not_all_ex_not in A. destruct A as [K1 A].
    destruct (Near (Rmin e e1) ltac:(apply Rmin_glb_lt; assumption) (K + K1)%nat) as (k & Hk & [N|N]).
    + exfalso. apply A. exists k. split; [lia|]. assert (M := Rmin_r e e1). lra.
    + exists k. split; [lia|]. assert (M := Rmin_l e e1). lra.
Qed.
