(* The notes' Theorem 1 with square-summable steps: without noise the loss converges and the distance to
   the stationary points of one box tends to zero, by Theorem 6*. (Steps that are not square-summable:
   notes_theorem_1_any_steps.v.) Both psi; the projected rule as in Theorem 6*. *)
From Coq Require Import Reals Lra Psatz List Arith Lia.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel levels sides sums sequences basins lemma_1 minimiser drift arrival.
From Askew Require Import theorem_4 theorem_6.
Open Scope R_scope.

Theorem without_noise n levels eps alpha clip mu kind rule l g c0 c1 (gamma : nat -> R) (w : nat -> nat -> R) :
  (forall i, (i < n)%nat -> separated (levels i) eps kind mu) ->
  0 < alpha -> 0 < clip -> 0 < eps -> 0 < mu -> loss_ok n l g c0 c1 ->
  (forall k, 0 < gamma k) -> is_lim_seq gamma 0 -> is_lim_seq (fun T => sum T gamma) p_infty ->
  conv (fun k => gamma k ^ 2) ->
  (forall k i, w (S k) i = w k i + gamma k * velocity (w k i) (g (w k) i) (levels i) eps alpha clip kind rule) ->
  (forall i, (i < n)%nat -> moves_on (levels i) rule (fun k => w k i) (fun k => g (w k) i)) ->
  ex_finite_lim_seq (fun k => l (w k)) /\ exists level,
    (forall i, (i < n)%nat -> (level i < length (levels i))%nat) /\ forall eta, 0 < eta -> exists K, forall k, (K <= k)%nat -> exists y,
      stationary n (low_end levels level eps kind) (high_end levels level eps kind) g y /\
      norm2 n (fun i => w k i - y i) < eta.
Proof.
  intros Hq Ha Hc He Hmu Hloss Hg Hz Hinf Hsq Hw Hr.
  destruct (boxes_have_minimisers n levels eps alpha clip mu kind l g c0 c1 Hq Ha Hc He Hmu Hloss) as (M & hat & HB).
  assert (Hloss' := Hloss). destruct Hloss' as (_ & _ & C0 & C1 & Hgrow).
  assert (Zero : forall h : nat -> R, (forall k, h k = 0) -> conv h).
  { intros h Hh. exists 0. apply is_lim_seq_ext with (fun _ => 0); [|apply is_lim_seq_const].
    intros k. rewrite (sum_ext k h (fun _ => 0)) by (intros; apply Hh). rewrite sum_const; ring. }
  destruct (theorem_6 n levels eps alpha clip mu kind rule Hq Ha Hc He Hmu l g c0 c1 Hloss M hat) with
    (gamma := gamma) (w := w) (xi := fun _ _ : nat => 0) as (level & Y & Lev & _ & _ & _ & _ & L & D); auto.
  - intros level Lev. apply (HB level Lev).
  - intros level Lev. apply (HB level Lev).
  - intros k i. rewrite Rplus_0_r. apply Hw.
  - intros i Hi. destruct (Hr i Hi) as [R|R]; [left; exact R|]. right. intros K. destruct (R K) as (k & HK & F).
    exists k. split; [exact HK|]. intros j Lj E. rewrite Rplus_0_r. apply (F j Lj E).
  - intros e E. exists O. intros k _ m M0 _ i _. rewrite Rabs_R0, Rmult_0_r. apply Rmult_le_pos; lra.
  - intros r Hr0. destruct (within_exists n (w O)) as (m & M0 & _).
    set (c := INR n * (c0 + c1 * Rabs r) ^ 2).
    apply conv_le with (g := fun k => c * gamma k ^ 2); [|apply conv_scal, Hsq].
    intros k. split; [apply Rmult_le_pos; [apply pow2_ge_0 | apply norm2_pos]|].
    rewrite Rmult_comm. apply Rmult_le_compat_r; [apply pow2_ge_0|]. unfold c, norm2. rewrite <- sum_const.
    apply sum_le. intros i Hi. rewrite Rplus_0_r, <- pow2_abs. apply pow_incr. split; [apply Rabs_pos|].
    apply (Hgrow (w k) (Rabs r) (Rabs_pos r)); [|exact Hi]. intros j Hj. eapply Rle_trans; [apply Hr0, Hj | apply Rle_abs].
  - intros level K _ _. apply Zero. intros k. unfold dot. rewrite (sum_ext n _ (fun _ => 0)) by (intros; ring).
    rewrite sum_const; ring.
  - intros r i _ _. apply Zero. intros k. ring.
  - split; [exact L|]. exists level. split; [exact Lev | exact D].
Qed.
