(* The slope of the quartic psi is Lipschitz, with the larger of 2 and twice the largest gap's square. *)
From Coq Require Import Reals Lra Psatz List Arith Lia.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel levels sides basins intervals definition_2.
Open Scope R_scope.

(* the quartic slope's formula in cell c is Lipschitz on the closed cell *)
Lemma in_one_cell q M c x y : increasing q -> (c <= length q)%nat -> 2 <= M ->
  (forall i, (S i < length q)%nat -> 2 * gap q i ^ 2 <= M) ->
  (forall i, c = S i -> lv q i <= x /\ lv q i <= y) ->
  ((c < length q)%nat -> x <= lv q c /\ y <= lv q c) ->
  Rabs (slope_in_cell x c q QUARTIC - slope_in_cell y c q QUARTIC) <= M * Rabs (x - y).
Proof.
  intros Inc Hc HM HG Lo Hi.
  assert (K : exists k, slope_in_cell x c q QUARTIC - slope_in_cell y c q QUARTIC = k * (x - y) /\ - M <= k <= M).
  { unfold slope_in_cell, product_in_cell, product_slope_in_cell. cbv zeta. simpl (Nat.eq_dec QUARTIC QUARTIC).
    destruct (Nat.eq_dec c 0) as [->|N0]; [exists (-2); split; [ring | lra]|].
    destruct (Nat.eq_dec c (length q)) as [E|E]; [exists (-2); split; [ring | lra]|].
    destruct c as [|i]; [lia|]. replace (S i - 1)%nat with i by lia. fold (lv q i) (lv q (S i)).
    specialize (HG i ltac:(lia)). destruct (Lo i eq_refl). destruct (Hi ltac:(lia)). unfold gap in HG.
    set (a := lv q i) in *. set (b := lv q (S i)) in *.
    set (u := x - (a + b) / 2). set (v := y - (a + b) / 2). set (g := (b - a) / 2).
    exists (4 * (g ^ 2 - u ^ 2 - u * v - v ^ 2)). split; [unfold u, v, g; field|].
    assert (- g <= u <= g) by (unfold u, g; lra). assert (- g <= v <= g) by (unfold v, g; lra).
    assert (8 * g ^ 2 <= M) by (unfold g; lra).
    assert (u ^ 2 <= g ^ 2) by nra. assert (v ^ 2 <= g ^ 2) by nra.
    assert (- g ^ 2 <= u * v <= g ^ 2) by (split; nra).
    assert (0 <= u ^ 2 + u * v + v ^ 2) by nra. split; nra. }
  destruct K as (k & -> & Hk). rewrite Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos|].
  apply Rabs_le. exact Hk.
Qed.

Theorem slope_lipschitz q M : increasing q -> (0 < length q)%nat -> 2 <= M ->
  (forall i, (S i < length q)%nat -> 2 * (lv q (S i) - lv q i) ^ 2 <= M) ->
  forall x y, Rabs (slope x q QUARTIC - slope y q QUARTIC) <= M * Rabs (x - y).
Proof.
  intros Inc Len HM HG.
  assert (Z : forall i c, (i < length q)%nat -> c = i \/ c = S i -> slope_in_cell (lv q i) c q QUARTIC = 0).
  { intros i c Hi Hc. assert (P : product_in_cell (lv q i) c q = 0) by (destruct (product_at_level q i Hi); destruct Hc; subst c; assumption).
    unfold slope_in_cell. cbv zeta. rewrite P. destruct Nat.eq_dec; [ring | contradiction]. }
  assert (W : forall x y, x <= y -> Rabs (slope x q QUARTIC - slope y q QUARTIC) <= M * Rabs (x - y)).
  { intros x y Hxy. destruct (cell_spec q x Inc) as (L & X1 & X2). destruct (cell_spec q y Inc) as (L' & Y1 & Y2).
    unfold slope. set (c := cell x q) in *. set (c' := cell y q) in *.
    assert (Ord : (c <= c')%nat).
    { destruct (le_lt_dec c c') as [H|H]; [exact H|]. destruct c as [|i]; [lia|].
      specialize (X1 i eq_refl). specialize (Y2 ltac:(lia)).
      assert (lv q c' <= lv q i) by (apply increasing_le; auto; lia). lra. }
    destruct (Nat.eq_dec c c') as [E|E].
    - rewrite <- E in *. apply in_one_cell; try assumption.
      + intros i Hi. split; [apply X1, Hi | apply Y1, Hi].
      + intros H. specialize (Y2 H). specialize (X2 H). lra.
    - destruct c' as [|j]; [lia|]. specialize (Y1 j eq_refl). specialize (X2 ltac:(lia)).
      assert (B : lv q c <= lv q j) by (apply increasing_le; auto; lia).
      assert (A1 : Rabs (slope_in_cell x c q QUARTIC - slope_in_cell (lv q c) c q QUARTIC) <= M * Rabs (x - lv q c)).
      { apply in_one_cell; try assumption; [|intros; lra]. intros i Hi. specialize (X1 i Hi). lra. }
      assert (A2 : Rabs (slope_in_cell (lv q j) (S j) q QUARTIC - slope_in_cell y (S j) q QUARTIC) <= M * Rabs (lv q j - y)).
      { apply in_one_cell; try assumption; [intros i [= <-]; lra|]. intros H. specialize (Y2 H).
        assert (lv q j < lv q (S j)) by (apply Inc, H). lra. }
      rewrite (Z c c ltac:(lia) (or_introl eq_refl)) in A1.
      rewrite (Z j (S j) ltac:(lia) (or_intror eq_refl)) in A2.
      set (s := slope_in_cell x c q QUARTIC) in *. set (s' := slope_in_cell y (S j) q QUARTIC) in *.
      assert (T := Rabs_triang (s - 0) (0 - s')). replace (s - 0 + (0 - s')) with (s - s') in T by ring.
      rewrite (Rabs_left1 (x - lv q c)) in A1 by lra. rewrite (Rabs_left1 (lv q j - y)) in A2 by lra.
      rewrite (Rabs_left1 (x - y)) by lra. nra. }
  intros x y. destruct (Rle_dec x y) as [H|H]; [apply W, H|].
  rewrite Rabs_minus_sym, (Rabs_minus_sym x y). apply W. lra.
Qed.
