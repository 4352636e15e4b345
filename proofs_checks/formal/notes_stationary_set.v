(* The notes' stationary set read with section 4's C = {g <= 0} and N = {- sum lambda_i grad g_i}, lambda >= 0
   and zero where g_i < 0: it is the KKT points, and this N is minus the polar of the tangent cone of C. *)
From Coq Require Import Reals Lra Psatz Arith Lia FunctionalExtensionality.
From Askew Require Import sums linear calculus notes_lemma_3.
Open Scope R_scope.

Section Stationary.
Variables (n m : nat) (g : nat -> (nat -> R) -> R) (a : nat -> nat -> R) (w : nat -> R).
Definition in_N (nu : nat -> R) := exists lam, (forall j, (j < m)%nat -> 0 <= lam j /\ (g j w < 0 -> lam j = 0)) /\
  forall i, (i < n)%nat -> nu i = - combine m lam a i.

Theorem kkt (dl : nat -> R) : (exists nu, in_N nu /\ forall i, (i < n)%nat -> - dl i + nu i = 0) <->
  exists lam, (forall j, (j < m)%nat -> 0 <= lam j /\ (g j w < 0 -> lam j = 0)) /\
    forall i, (i < n)%nat -> dl i + combine m lam a i = 0.
Proof.
  split.
  - intros (nu & (lam & L & E) & Z). exists lam. split; [exact L|]. intros i Hi. specialize (E i Hi). specialize (Z i Hi). lra.
  - intros (lam & L & E). exists (fun i => - combine m lam a i). split.
    + exists lam. split; [exact L | reflexivity].
    + intros i Hi. specialize (E i Hi). lra.
Qed.

(* the constraints as -g >= 0, differentiable where they act and continuous elsewhere, with MFCQ *)
Theorem minus_polar u nu : (forall j, (j < m)%nat -> g j w <= 0) ->
  (forall j, (j < m)%nat -> (- g j w <= 0 -> differentiable_at n (fun y => - g j y) (fun i => - a j i) w) /\
    (0 < - g j w -> continuous_at n (fun y => - g j y) w)) ->
  qualified n m (fun j y => - g j y) w (fun j i => - a j i) u ->
  in_N nu <-> forall d, tangent n (feasible m (fun j y => - g j y)) w d -> 0 <= dot n nu d.
Proof.
  intros F S Q. assert (Fw : feasible m (fun j y => - g j y) w) by (intros j Hj; specialize (F j Hj); lra).
  assert (C := normal_cone n m (fun j y => - g j y) w (fun j i => - a j i) S u (fun i => - nu i) Fw Q).
  assert (Opp : forall d, dot n (fun i => - nu i) d = - dot n nu d).
  { intros d. unfold dot. rewrite <- sum_opp. apply sum_ext; intros; ring. }
  assert (Co : forall lam i, combine m lam (fun j i => - a j i) i = - combine m lam a i).
  { intros lam i. unfold combine. rewrite <- sum_opp. apply sum_ext; intros; ring. }
  split.
  - intros (lam & L & E) d T. assert (X : dot n (fun i => - nu i) d <= 0).
    { apply C; [|exact T]. exists lam. split.
      - intros j Hj. destruct (L j Hj) as [L0 L1]. split; [exact L0|]. intros P. apply L1. lra.
      - intros i Hi. rewrite Co, E by exact Hi. ring. }
    rewrite Opp in X. lra.
  - intros H. destruct (proj1 C) as (lam & L & E).
    + intros d T. rewrite Opp. specialize (H d T). lra.
    + exists lam. split.
      * intros j Hj. destruct (L j Hj) as [L0 L1]. split; [exact L0|]. intros P. apply L1. lra.
      * intros i Hi. specialize (E i Hi). rewrite Co in E. lra.
Qed.
End Stationary.
