(* The quadratic psi is the minimum of its continued pieces, and each piece is convex. *)
From Coq Require Import Reals Lra Psatz List Arith Lia.
From Askew Require Import kernel levels sides basins intervals definition_2.
Open Scope R_scope.

Theorem minimum_of_convex q eps : increasing q -> (0 < length q)%nat ->
  let piece := fun c w => remoteness_in_cell w c q eps QUADRATIC in
  (forall w, (forall c, (c <= length q)%nat -> remoteness w q eps QUADRATIC <= piece c w) /\
    exists c, (c <= length q)%nat /\ remoteness w q eps QUADRATIC = piece c w) /\
  forall c x y t, (c <= length q)%nat -> 0 <= t <= 1 ->
    piece c (t * x + (1 - t) * y) <= t * piece c x + (1 - t) * piece c y.
Proof.
  intros Inc Len piece. split.
  - intros w. destruct (product_zero q w Inc Len) as [P0 _]. destruct (cell_spec q w Inc) as (L & C1 & C2).
    split; [|exists (cell w q); split; [exact L | reflexivity]].
    intros c Hc. destruct (Nat.eq_dec c (cell w q)) as [->|N]; [apply Rle_refl|].
    assert (M : product_in_cell w c q <= 0).
    { unfold product_in_cell. set (k := cell w q) in *.
      assert (Left : (c < k)%nat -> nth c q 0 <= w).
      { intros H. destruct k as [|k]; [lia|]. specialize (C1 k eq_refl).
        assert (lv q c <= lv q k) by (apply increasing_le; auto; lia). unfold lv in *. lra. }
      assert (Right : (k < c)%nat -> w < nth (c - 1) q 0).
      { intros H. specialize (C2 ltac:(lia)).
        assert (lv q k <= lv q (c - 1)) by (apply increasing_le; auto; lia). unfold lv in *. lra. }
      destruct (Nat.eq_dec c 0) as [->|C0]; [specialize (Left ltac:(lia)); lra|].
      destruct (Nat.eq_dec c (length q)) as [E|E]; [specialize (Right ltac:(lia)); lra|].
      assert (lv q (c - 1) < lv q c).
      { assert (I := Inc (c - 1)%nat). replace (S (c - 1)) with c in I by lia. apply I. lia. }
      unfold lv in *. destruct (lt_dec c k) as [H1|H1].
      - specialize (Left H1). nra.
      - specialize (Right ltac:(lia)). nra. }
    unfold piece, remoteness, remoteness_in_cell. cbv zeta. simpl. lra.
  - intros c x y t Hc Ht. unfold piece, remoteness_in_cell, product_in_cell. cbv zeta. simpl.
    assert (0 <= t * (1 - t) * (x - y) ^ 2) by (apply Rmult_le_pos; [apply Rmult_le_pos; lra | apply pow2_ge_0]).
    destruct (Nat.eq_dec c 0); [lra|]. destruct (Nat.eq_dec c (length q)); nra.
Qed.
