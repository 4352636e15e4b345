(* The cells between levels, and what the kernel's remoteness and slope are in them. *)
From Coq Require Import Reals Lra Psatz List Arith Lia.
From Askew Require Import kernel.
Open Scope R_scope.

Definition lv (q : list R) (j : nat) : R := nth j q 0.
Definition increasing (q : list R) := forall i, (S i < length q)%nat -> lv q i < lv q (S i).

Lemma increasing_le q : increasing q -> forall i j, (i <= j < length q)%nat -> lv q i <= lv q j.
Proof.
  intros H i j [Hij Hj]. induction Hij as [|j Hij IH]; [lra|].
  assert (lv q j < lv q (S j)) by (apply H; lia). specialize (IH ltac:(lia)). lra.
Qed.

Lemma cell_loop_is q w j : (j <= length q)%nat -> ((j < length q)%nat -> w < lv q j) ->
  forall rounds index, rounds = (length q - index)%nat -> (index <= j)%nat ->
  (forall i, (index <= i < j)%nat -> lv q i <= w) -> cell_loop rounds w q index = j.
Proof.
  intros Hj Hhi. induction rounds as [|rounds IH]; intros index E L Hlo; simpl; [lia|].
  destruct (lt_dec index (length q)) as [I|I]; [|lia].
  destruct (Rle_dec (nth index q 0) w) as [B|B].
  - destruct (Nat.eq_dec index j) as [->|N]; [specialize (Hhi I); unfold lv in Hhi; lra|].
    apply IH; [lia | lia |]. intros i Hi. apply Hlo; lia.
  - destruct (Nat.eq_dec index j) as [->|N]; [reflexivity|].
    specialize (Hlo index ltac:(lia)). unfold lv in Hlo. lra.
Qed.

(* the kernel's cell: j levels lie at or below w *)
Lemma cell_is q : increasing q -> forall w j, (j <= length q)%nat ->
  (forall i, j = S i -> lv q i <= w) -> ((j < length q)%nat -> w < lv q j) -> cell w q = j.
Proof.
  intros Inc w j Hj Hlo Hhi. unfold cell. apply cell_loop_is; auto; try lia.
  intros i Hi. destruct j as [|j]; [lia|]. specialize (Hlo _ eq_refl).
  assert (lv q i <= lv q j) by (apply increasing_le; auto; lia). lra.
Qed.

(* half an outer interval's reach beyond its level: epsilon, or its root for the quartic psi *)
Definition reach (kind : nat) (eps : R) : R := if Nat.eq_dec kind QUARTIC then sqrt eps else eps.

Section Cells.
Variables (q : list R) (eps : R) (kind : nat).
Hypothesis Hinc : increasing q.
Hypothesis He : 0 < eps.

Notation r := (reach kind eps).
Definition mid i := (lv q i + lv q (S i)) / 2.
Definition gap i := lv q (S i) - lv q i.
Definition width i := sqrt (gap i ^ 2 - 4 * r).     (* D, of the infeasible middle of gap i *)
Definition gap_ok i := 4 * r < gap i ^ 2.

Lemma reach_pos : 0 < r.
Proof. unfold reach; destruct Nat.eq_dec; [apply sqrt_lt_R0|]; lra. Qed.

Lemma width_sq i : gap_ok i -> 0 < width i /\ width i ^ 2 = gap i ^ 2 - 4 * r.
Proof.
  unfold gap_ok; intros H; split; [apply sqrt_lt_R0; lra | unfold width; rewrite pow2_sqrt; lra].
Qed.
Lemma width_lt i : gap_ok i -> 0 < gap i -> width i < gap i.
Proof. intros G P. destruct (width_sq i G). assert (R := reach_pos). nra. Qed.

(* both kinds from p = r - P, P the cell's product, and the slope s of p: the quadratic psi is p
   itself; the quartic one is p (r + P), with slope 2 P s *)
Definition psi_of (p : R) : R := if Nat.eq_dec kind QUARTIC then p * (r + (r - p)) else p.
Definition slope_of (p s : R) : R := if Nat.eq_dec kind QUARTIC then 2 * (r - p) * s else s.

Lemma psi_is w i : remoteness_in_cell w i q eps kind = psi_of (r - product_in_cell w i q).
Proof.
  unfold remoteness_in_cell, psi_of, reach. destruct Nat.eq_dec; [|reflexivity].
  assert (S := sqrt_sqrt eps ltac:(lra)). cbv zeta. nra.
Qed.
Lemma slope_is w i :
  slope_in_cell w i q kind = slope_of (r - product_in_cell w i q) (- product_slope_in_cell w i q).
Proof. unfold slope_in_cell, slope_of. destruct Nat.eq_dec; ring. Qed.

(* in gap i, p = (w - m)^2 - D^2/4 and p' = 2 (w - m) *)
Lemma in_gap i w : (S i < length q)%nat -> gap_ok i -> lv q i <= w < lv q (S i) ->
  let p := (w - mid i) ^ 2 - (width i) ^ 2 / 4 in
  remoteness w q eps kind = psi_of p /\ slope w q kind = slope_of p (2 * (w - mid i)) /\ p <= r.
Proof.
  intros Hi Hg Hw p. destruct (width_sq i Hg) as [_ Hsq].
  assert (Hcell : cell w q = S i).
  { apply cell_is; auto; try lia; [intros i' [= <-]; lra | intros; lra]. }
  assert (P : r - product_in_cell w (S i) q = p).
  { unfold product_in_cell, p. rewrite Hsq. destruct Nat.eq_dec; [lia|].
    destruct (Nat.eq_dec (S i) (length q)); [lia|]. replace (S i - 1)%nat with i by lia.
    unfold mid, gap, lv. field. }
  assert (Q : - product_slope_in_cell w (S i) q = 2 * (w - mid i)).
  { unfold product_slope_in_cell. destruct Nat.eq_dec; [lia|].
    destruct (Nat.eq_dec (S i) (length q)); [lia|]. replace (S i - 1)%nat with i by lia.
    unfold mid, lv. field. }
  unfold remoteness, slope. rewrite Hcell, psi_is, slope_is, P, Q. repeat split.
  unfold p. rewrite Hsq. unfold mid, gap. nra.
Qed.

Lemma left_of_all w : (0 < length q)%nat -> w < lv q 0 ->
  let p := r - (lv q 0 - w) in
  remoteness w q eps kind = psi_of p /\ slope w q kind = slope_of p 1 /\ p <= r.
Proof.
  intros Hl Hw p.
  assert (Hcell : cell w q = 0%nat) by (apply cell_is; auto; try lia; intros i [=]).
  unfold remoteness, slope. rewrite Hcell, psi_is, slope_is. unfold p.
  assert (P : product_in_cell w 0 q = lv q 0 - w) by reflexivity.
  assert (Q : - product_slope_in_cell w 0 q = 1) by (unfold product_slope_in_cell; simpl; ring).
  rewrite P, Q. repeat split; lra.
Qed.

Lemma right_of_all i w : length q = S i -> lv q i <= w ->
  let p := r - (w - lv q i) in
  remoteness w q eps kind = psi_of p /\ slope w q kind = slope_of p (-1) /\ p <= r.
Proof.
  intros Hl Hw p.
  assert (Hcell : cell w q = S i) by (apply cell_is; auto; try lia; intros i' [= <-]; lra).
  unfold remoteness, slope. rewrite Hcell, psi_is, slope_is. unfold p.
  assert (P : product_in_cell w (S i) q = w - lv q i).
  { unfold product_in_cell. destruct Nat.eq_dec; [lia|].
    destruct (Nat.eq_dec (S i) (length q)); [|lia]. replace (S i - 1)%nat with i by lia. reflexivity. }
  assert (Q : - product_slope_in_cell w (S i) q = -1).
  { unfold product_slope_in_cell. destruct Nat.eq_dec; [lia|].
    destruct (Nat.eq_dec (S i) (length q)); [|lia]. ring. }
  rewrite P, Q. repeat split; lra.
Qed.

(* the ends of level i's interval, and its basin; i = 0 and i = length q - 1 are the end levels *)
Definition minus i := match i with O => lv q 0 - r | S j => mid j + width j / 2 end.
Definition plus i := if Nat.eq_dec (S i) (length q) then lv q i + r else mid i - width i / 2.
Definition gaps_ok i := (forall j, i = S j -> gap_ok j) /\ ((S i < length q)%nat -> gap_ok i).

(* distance of one coordinate to level i's interval *)
Definition dist i w := Rmax 0 (Rmax (minus i - w) (w - plus i)).
Lemma dist_pos i w : 0 <= dist i w.
Proof. apply Rmax_l. Qed.

Lemma plus_inner i : (S i < length q)%nat -> plus i = mid i - width i / 2.
Proof. intros; unfold plus; destruct Nat.eq_dec; [lia | reflexivity]. Qed.
Lemma plus_last i : S i = length q -> plus i = lv q i + r.
Proof. intros; unfold plus; destruct Nat.eq_dec; [reflexivity | lia]. Qed.

Lemma level_between i : (i < length q)%nat -> gaps_ok i -> minus i < lv q i < plus i.
Proof.
  intros Hi [G1 G2]. assert (R := reach_pos). split.
  - destruct i as [|j]; simpl; [lra|]. specialize (G1 _ eq_refl).
    assert (P := Hinc j Hi). assert (W := width_lt j G1 ltac:(unfold gap; lra)).
    unfold mid, gap in *; lra.
  - destruct (Nat.eq_dec (S i) (length q)) as [E|E]; [rewrite plus_last by assumption; lra|].
    rewrite plus_inner by lia. specialize (G2 ltac:(lia)).
    assert (P := Hinc i ltac:(lia)). assert (W := width_lt i G2 ltac:(unfold gap; lra)).
    unfold mid, gap in *; lra.
Qed.
End Cells.
