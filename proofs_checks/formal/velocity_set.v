(* MFCQ at a point, any number of constraints: a multiple of its direction is inside V. *)
From Coq Require Import Reals Lra Psatz Arith Lia.
From Askew Require Import sums.
Open Scope R_scope.

(* g j: the value of constraint j, a j: its gradient *)
Theorem scaled n m (a : nat -> nat -> R) (g u : nat -> R) alpha : 0 <= alpha ->
  (forall j, (j < m)%nat -> g j <= 0 -> 0 < dot n (a j) u) ->
  exists c, 0 < c /\ forall j, (j < m)%nat -> g j <= 0 ->
    0 < dot n (a j) (fun i => c * u i) + alpha * g j.
Proof.
  intros Ha Hu.
  assert (E : forall j c, dot n (a j) (fun i => c * u i) = c * dot n (a j) u).
  { intros j c. unfold dot. rewrite <- sum_scal. apply sum_ext. intros. ring. }
  assert (K : forall k, (k <= m)%nat -> exists c, 0 < c /\ forall j, (j < k)%nat -> g j <= 0 ->
    0 < c * dot n (a j) u + alpha * g j).
  { induction k as [|k IH]; intros Hk; [exists 1; split; [lra | intros; lia]|].
    destruct (IH ltac:(lia)) as (c & Hc & H). destruct (Rle_dec (g k) 0) as [G|G].
    - specialize (Hu k Hk G). set (s := dot n (a k) u) in *. set (f := - (alpha * g k) / s).
      assert (P : 0 <= - (alpha * g k)) by nra.
      assert (F : 0 <= f) by (apply Rmult_le_pos; [exact P | apply Rlt_le, Rinv_0_lt_compat, Hu]).
      assert (X : f * s = - (alpha * g k)) by (unfold f; field; lra).
      exists (c + f). split; [lra|]. intros j Hj Gj. destruct (Nat.eq_dec j k) as [->|N].
      + fold s. assert (0 < c * s) by (apply Rmult_lt_0_compat; assumption). lra.
      + specialize (H j ltac:(lia) Gj).
        assert (D : 0 <= f * dot n (a j) u); [|lra].
        apply Rmult_le_pos; [exact F|]. apply Rnot_lt_le. intros Neg.
        assert (0 < c * dot n (a j) u) by nra. nra.
    - exists c. split; [exact Hc|]. intros j Hj Gj. destruct (Nat.eq_dec j k) as [->|N]; [lra|].
      apply H; [lia | exact Gj]. }
  destruct (K m (le_n m)) as (c & Hc & H). exists c. split; [exact Hc|].
  intros j Hj Gj. rewrite E. apply H; assumption.
Qed.
