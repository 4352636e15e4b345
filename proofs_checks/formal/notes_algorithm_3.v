(* The notes' Algorithm 3: with x a minimiser of l + lambda . g over a set X, the vector g(x) is a
   supergradient of the dual function at lambda, the dual value is a lower bound, and the update is the
   projected step along it. Any set X, finitely many constraints g <= 0. *)
From Coq Require Import Reals Lra Psatz Arith Lia.
From Askew Require Import sums.
Open Scope R_scope.

Section Ascent.
Variables (X : Type) (l : X -> R) (m : nat) (g : nat -> X -> R).
Definition lagrangian (mu : nat -> R) y := l y + sum m (fun j => mu j * g j y).
(* q is the value of the dual function at mu *)
Definition dual_value mu q := (forall y, q <= lagrangian mu y) /\ forall c, (forall y, c <= lagrangian mu y) -> c <= q.

Theorem attained lam x : (forall y, lagrangian lam x <= lagrangian lam y) -> dual_value lam (lagrangian lam x).
Proof. intros H. split; [exact H|]. intros c C. apply C. Qed.

Theorem supergradient lam x mu q : (forall y, lagrangian lam x <= lagrangian lam y) -> dual_value mu q ->
  q <= lagrangian lam x + sum m (fun j => (mu j - lam j) * g j x).
Proof.
  intros _ [Low _]. eapply Rle_trans; [apply (Low x)|]. right. unfold lagrangian.
  rewrite Rplus_assoc, <- sum_plus. f_equal. apply sum_ext; intros; ring.
Qed.

Theorem weak_duality lam q y : (forall j, (j < m)%nat -> 0 <= lam j) -> dual_value lam q ->
  (forall j, (j < m)%nat -> g j y <= 0) -> q <= l y.
Proof.
  intros L [Low _] F. eapply Rle_trans; [apply (Low y)|]. unfold lagrangian.
  assert (S : sum m (fun j => lam j * g j y) <= sum m (fun _ => 0)).
  { apply sum_le. intros j Hj. specialize (L j Hj). specialize (F j Hj). nra. }
  rewrite sum_const in S. lra.
Qed.

(* the update is the point of the orthant that is nearest to lambda + gamma g(x) *)
Theorem projected_step lam gamma x : let next j := Rmax (lam j + gamma * g j x) 0 in
  (forall j, (j < m)%nat -> 0 <= next j) /\
  forall z, (forall j, (j < m)%nat -> 0 <= z j) ->
    norm2 m (fun j => next j - (lam j + gamma * g j x)) <= norm2 m (fun j => z j - (lam j + gamma * g j x)).
Proof.
  intros next. split; [intros j _; apply Rmax_r|]. intros z Z. apply sum_le. intros j Hj. specialize (Z j Hj).
  unfold next. generalize (lam j + gamma * g j x). intros p. unfold Rmax. destruct Rle_dec as [L|L].
  - assert (0 <= z j * (z j - 2 * p)) by (apply Rmult_le_pos; lra). lra.
  - replace (p - p) with 0 by ring. assert (0 <= (z j - p) ^ 2) by apply pow2_ge_0. lra.
Qed.
End Ascent.
