(* A line of the notes' Theorem 1: for w_k in C and epsilon below the limit, the multipliers of step k are
   feasible for the dual at k + 1, since what a positive multiplier belongs to does not move. Both psi. *)
From Coq Require Import Reals Lra Psatz List Arith Lia.
From Askew Require Import kernel levels sums mfcq.
Open Scope R_scope.

(* dual feasible: not negative, and positive only where the constraint is in I, psi <= 0 *)
Theorem multiplier n (q : nat -> list R) eps alpha gamma kind (w v lam : nat -> R) :
  (forall i, (i < n)%nat -> increasing (q i) /\ (0 < length (q i))%nat) -> 0 < eps ->
  (forall i j, (i < n)%nat -> (S j < length (q i))%nat ->
    if Nat.eq_dec kind QUARTIC then 16 * eps < (lv (q i) (S j) - lv (q i) j) ^ 4
    else 4 * eps < (lv (q i) (S j) - lv (q i) j) ^ 2) ->
  (forall i, (i < n)%nat -> 0 <= remoteness (w i) (q i) eps kind) ->
  let feasible x := forall i, (i < n)%nat -> 0 <= lam i /\ (0 < lam i -> remoteness (x i) (q i) eps kind <= 0) in
  feasible w ->
  (* complementarity: a positive multiplier has its constraint with equality *)
  (forall i, (i < n)%nat -> 0 < lam i -> slope (w i) (q i) kind * v i = - alpha * remoteness (w i) (q i) eps kind) ->
  feasible (fun i => w i + gamma * v i).
Proof.
  intros Hq He Hgap C feasible F Eq i Hi. destruct (F i Hi) as [L0 L1]. split; [exact L0|]. intros P. specialize (L1 P).
  assert (Z : remoteness (w i) (q i) eps kind = 0) by (specialize (C i Hi); lra).
  assert (M := mfcq_feasible n q eps kind w Hq He Hgap C i Hi L1). specialize (Eq i Hi P). rewrite Z in Eq.
  assert (V : v i = 0).
  { assert (X : slope (w i) (q i) kind * v i = 0) by lra. apply Rmult_integral in X. destruct X as [X|X]; [rewrite X in M; lra | exact X]. }
  rewrite V, Rmult_0_r, Rplus_0_r. lra.
Qed.
