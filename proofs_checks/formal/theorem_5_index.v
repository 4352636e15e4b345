(* The random index of Theorem 5 (ii): along it the distance tends to zero in probability if it does along
   the run, whatever the joint law of the indices for different K, and on every path if one uniform variable
   draws them all. The mean is any linear, monotone functional with E 1 = 1. *)
From Coq Require Import Reals Lra Psatz Arith Lia FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import sums sequences expectation.
Open Scope R_scope.

(* weighted means of a null sequence *)
Lemma toeplitz gamma p : (forall k, 0 < gamma k) -> is_lim_seq (fun T => sum T gamma) p_infty -> is_lim_seq p 0 ->
  is_lim_seq (fun T => sum T (fun k => gamma k / sum T gamma * p k)) 0.
Proof.
  intros Hg Hinf Hp. apply lim_zero_intro. intros e He.
  destruct (lim_zero_below _ Hp (e / 2) ltac:(lra)) as [N HN].
  set (c := sum N (fun k => gamma k * Rabs (p k))).
  apply is_lim_seq_spec in Hinf. destruct (Hinf (2 * Rabs c / e + 1)) as [K HK].
  exists (N + K)%nat. intros T HT. specialize (HK T ltac:(lia)). set (H := sum T gamma) in *.
  assert (C0 := Rabs_pos c). assert (C1 := Rle_abs c).
  assert (Q : 0 <= 2 * Rabs c / e) by (apply Rmult_le_pos; [lra | apply Rlt_le, Rinv_0_lt_compat, He]).
  assert (H0 : 0 < H) by lra.
  assert (E : sum T (fun k => gamma k / H * p k) = sum T (fun k => gamma k * p k) / H).
  { unfold Rdiv. rewrite Rmult_comm, <- sum_scal. apply sum_ext; intros; ring. }
  assert (B : Rabs (sum T (fun k => gamma k * p k)) <= c + e / 2 * H).
  { replace T with (N + (T - N))%nat by lia.
    assert (Tri : forall m f, Rabs (sum m f) <= sum m (fun k => Rabs (f k))).
    { induction m as [|m IH]; intros f; cbn [sum]; [rewrite Rabs_R0; lra|].
      eapply Rle_trans; [apply Rabs_triang|]. specialize (IH f). lra. }
    eapply Rle_trans; [apply Tri|]. rewrite sum_shift. apply Rplus_le_compat.
    - unfold c. apply sum_le. intros k _. rewrite Rabs_mult, (Rabs_pos_eq (gamma k)) by apply Rlt_le, Hg. lra.
    - apply Rle_trans with (sum (T - N) (fun k => e / 2 * gamma (N + k)%nat)).
      + apply sum_le. intros k _. rewrite Rabs_mult, (Rabs_pos_eq (gamma (N + k)%nat)) by apply Rlt_le, Hg.
        rewrite Rmult_comm. apply Rmult_le_compat_r; [apply Rlt_le, Hg | apply Rlt_le, HN; lia].
      + rewrite sum_scal. apply Rmult_le_compat_l; [lra|]. unfold H. replace T with (N + (T - N))%nat at 2 by lia.
        rewrite sum_shift. assert (0 <= sum N gamma) by (apply sum_pos; intros; apply Rlt_le, Hg). lra. }
  rewrite E. unfold Rdiv. rewrite Rabs_mult, (Rabs_pos_eq (/ H)) by (apply Rlt_le, Rinv_0_lt_compat, H0).
  apply Rmult_lt_reg_r with H; [exact H0|]. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  assert (X : 2 * Rabs c < e * H).
  { apply Rmult_lt_reg_r with (/ e); [apply Rinv_0_lt_compat, He|].
    replace (e * H * / e) with H by (field; lra). unfold Rdiv in HK. lra. }
  lra.
Qed.

(* far k: the indicator that d(w_k, Z) >= eta; drawn T k: that the index for the first T steps is k *)
Theorem in_probability Omega (E : expectation Omega) gamma (far : nat -> Omega -> R) (drawn : nat -> nat -> Omega -> R) :
  (forall k, 0 < gamma k) -> is_lim_seq (fun T => sum T gamma) p_infty ->
  is_lim_seq (fun k => mean E (far k)) 0 ->
  (forall T k, (k < T)%nat -> integrable E (fun o => drawn T k o * far k o) /\
    mean E (fun o => drawn T k o * far k o) = gamma k / sum T gamma * mean E (far k)) ->
  is_lim_seq (fun T => mean E (fun o => sum T (fun k => drawn T k o * far k o))) 0.
Proof.
  intros Hg Hinf Hp Law. apply is_lim_seq_ext with (2 := toeplitz gamma _ Hg Hinf Hp). intros T.
  destruct (mean_sum E T (fun _ => 1) (fun k o => drawn T k o * far k o)) as [_ M]; [intros k Hk; apply Law, Hk|].
  replace (fun o => sum T (fun k => drawn T k o * far k o)) with (fun o => sum T (fun k => 1 * (drawn T k o * far k o))).
  - rewrite M. apply sum_ext. intros k Hk. rewrite Rmult_1_l. symmetry. apply Law, Hk.
  - apply functional_extensionality. intros o. apply sum_ext; intros; ring.
Qed.

(* one uniform variable u > 0: tau_T is at least the first k with u H_T <= H_(k+1) *)
Theorem one_uniform gamma d u (tau : nat -> nat) : (forall k, 0 < gamma k) -> is_lim_seq (fun T => sum T gamma) p_infty ->
  0 < u -> (forall T, u * sum T gamma <= sum (S (tau T)) gamma) -> is_lim_seq d 0 ->
  is_lim_seq (fun T => d (tau T)) 0.
Proof.
  intros Hg Hinf Hu Ht Hd. apply lim_zero_intro. intros e He. destruct (lim_zero_below _ Hd e He) as [N HN].
  apply is_lim_seq_spec in Hinf. destruct (Hinf (sum (S N) gamma / u)) as [K HK]. exists K. intros T HT.
  apply HN. specialize (HK T HT). specialize (Ht T).
  assert (X : sum (S N) gamma < u * sum T gamma).
  { apply Rmult_lt_reg_r with (/ u); [apply Rinv_0_lt_compat, Hu|]. replace (u * sum T gamma * / u) with (sum T gamma) by (field; lra).
    unfold Rdiv in HK. exact HK. }
  destruct (le_lt_dec N (tau T)) as [L|L]; [exact L|]. exfalso.
  assert (M : forall a b, (a <= b)%nat -> sum a gamma <= sum b gamma).
  { intros a b L'. induction L' as [|b L' IH]; [lra|]. cbn [sum]. specialize (Hg b). lra. }
  specialize (M (S (tau T)) (S N) ltac:(lia)). lra.
Qed.
