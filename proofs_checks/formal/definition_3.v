(* The printed formulas of Definition 3; cases, continuity and derivative are in definition_2.v, for
   both definitions. *)
From Coq Require Import Reals Lra List Arith Lia.
From Askew Require Import kernel levels.
Open Scope R_scope.

Theorem printed_quadratic q eps w : increasing q -> (0 < length q)%nat ->
  (w < lv q 0 -> remoteness w q eps QUADRATIC = eps - (lv q 0 - w)) /\
  (forall i, (S i < length q)%nat -> lv q i <= w < lv q (S i) ->
    remoteness w q eps QUADRATIC = eps - (lv q i - w) * (w - lv q (S i))) /\
  (lv q (length q - 1) <= w -> remoteness w q eps QUADRATIC = eps - (w - lv q (length q - 1))).
Proof.
  intros Inc Len. unfold remoteness. split; [|split].
  - intros H. rewrite (cell_is q Inc w 0); [|lia | intros i [=] | auto].
    unfold remoteness_in_cell, product_in_cell, lv. simpl. ring.
  - intros i Hi H. rewrite (cell_is q Inc w (S i)); [|lia | intros j [= <-]; lra | lra].
    unfold remoteness_in_cell, product_in_cell, lv. replace (S i - 1)%nat with i by lia.
    repeat destruct Nat.eq_dec; try lia; try discriminate; try contradiction; ring.
  - intros H. rewrite (cell_is q Inc w (length q)); [|lia | | lia].
    + unfold remoteness_in_cell, product_in_cell, lv.
      repeat destruct Nat.eq_dec; try lia; try contradiction; try discriminate; ring.
    + intros i E. rewrite E in H. replace (S i - 1)%nat with i in H by lia. exact H.
Qed.
