(* The notes' Corollary 1: psi is non-negative exactly if every continued piece of it is. *)
From Coq Require Import Reals Lra List Arith Lia.
From Askew Require Import kernel levels sides basins intervals definition_2 notes_lemma_1.
Open Scope R_scope.

Theorem pieces q eps w : increasing q -> (0 < length q)%nat ->
  0 <= remoteness w q eps QUADRATIC <->
  forall c, (c <= length q)%nat -> 0 <= remoteness_in_cell w c q eps QUADRATIC.
Proof.
  intros Inc Len. destruct (minimum_of_convex q eps Inc Len) as [M _].
  destruct (M w) as [Least (c & Hc & E)]. split.
  - intros P c' Hc'. specialize (Least c' Hc'). lra.
  - intros P. rewrite E. apply P, Hc.
Qed.
