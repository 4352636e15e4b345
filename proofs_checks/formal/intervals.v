(* C_eps below the limit on epsilon: one closed interval around each level, disjoint and in order; and
   the intersection of C_eps over epsilon in (0, 1) is the set of levels. A gap with gap^2 <= 4 r is
   feasible throughout. Both psi. *)
From Coq Require Import Reals Lra Psatz List Arith Lia.
From Askew Require Import kernel levels sides basins.
Open Scope R_scope.

Section Intervals.
Variables (q : list R) (eps : R) (kind : nat).
Hypothesis Hinc : increasing q.
Hypothesis Hlen : (0 < length q)%nat.
Hypothesis He : 0 < eps.
Hypothesis Hgap : forall j, (S j < length q)%nat -> gap_ok q eps kind j.

Lemma feasible_inside j w : (j < length q)%nat -> inside q j w ->
  (0 <= remoteness w q eps kind <-> minus q eps kind j <= w <= plus q eps kind j).
Proof.
  intros L [I1 I2].
  assert (Hg : gaps_ok q eps kind j) by (split; [intros i ->; apply Hgap; lia | apply Hgap]).
  destruct (level_between q eps kind Hinc He j L Hg) as [B1 B2].
  assert (Low := low_pos kind).
  assert (Core : forall d s near, psi_side (low kind) 2 d (remoteness w q eps kind) s near ->
    (0 <= remoteness w q eps kind <-> d <= 0)).
  { intros d s near (P1 & P2 & P3). split; intros H.
    - apply Rnot_lt_le. intros D. destruct (P3 ltac:(lra)) as (S & _ & Q & _).
      assert (0 < low kind * d * s) by (repeat apply Rmult_lt_0_compat; assumption). lra.
    - destruct (Req_dec d 0) as [D|D]; [rewrite (P2 D); lra|]. assert (0 < remoteness w q eps kind) by (apply P1; lra). lra. }
  destruct (Rlt_dec w (lv q j)) as [H|H].
  - assert (C := Core _ _ _ (psi_left q eps kind Hinc He j w L Hg H I1)). lra.
  - assert (C := Core _ _ _ (psi_right q eps kind Hinc He j w L Hg ltac:(lra) I2)). lra.
Qed.

Theorem intervals w : 0 <= remoteness w q eps kind <->
  exists j, (j < length q)%nat /\ minus q eps kind j <= w <= plus q eps kind j.
Proof.
  split.
  - intros H. destruct (place q Hlen w) as [(j & L & I)|(j & L & E)].
    + exists j. split; [exact L|]. apply feasible_inside; assumption.
    + subst w. destruct (at_midpoint q eps kind Hinc He j L (Hgap j L)). lra.
  - intros (j & L & I).
    assert (Hg : gaps_ok q eps kind j) by (split; [intros i ->; apply Hgap; lia | apply Hgap]).
    apply (feasible_inside j); auto. split.
    + intros i ->. destruct (width_sq q eps kind i (Hgap i L)) as [W _]. simpl minus in I. lra.
    + intros L'. destruct (width_sq q eps kind j (Hgap j L')) as [W _]. rewrite plus_inner in I by exact L'. lra.
Qed.

Theorem disjoint j : (S j < length q)%nat -> minus q eps kind j < lv q j < plus q eps kind j /\
  plus q eps kind j < mid q j < minus q eps kind (S j).
Proof.
  intros L. assert (Hg : gaps_ok q eps kind j) by (split; [intros i ->; apply Hgap; lia | apply Hgap]).
  split; [apply level_between; auto; lia|].
  destruct (width_sq q eps kind j (Hgap j L)) as [W _]. rewrite plus_inner by exact L. simpl minus. lra.
Qed.
End Intervals.

(* what psi subtracts from epsilon vanishes at the levels and nowhere else *)
Lemma product_zero q w : increasing q -> (0 < length q)%nat ->
  0 <= product_in_cell w (cell w q) q /\
  (product_in_cell w (cell w q) q = 0 <-> exists i, (i < length q)%nat /\ w = lv q i).
Proof.
  intros Inc Len.
  assert (Cases : forall m j, (m = length q - j)%nat -> (j <= length q)%nat -> (forall i, j = S i -> lv q i <= w) ->
    exists c, (c <= length q)%nat /\ (forall i, c = S i -> lv q i <= w) /\ ((c < length q)%nat -> w < lv q c)).
  { induction m as [|m IH]; intros j E L H; [exists j; split; [exact L|]; split; [exact H | lia]|].
    destruct (Rlt_dec w (lv q j)) as [Lt|Lt]; [exists j; auto|].
    apply (IH (S j)); [lia | lia |]. intros i [= <-]. lra. }
  destruct (Cases (length q) O) as (c & Lc & C1 & C2); [lia | lia | intros i [=] |].
  rewrite (cell_is q Inc w c Lc C1 C2).
  assert (Unique : forall i, (i < length q)%nat -> w = lv q i -> c = S i).
  { intros i Hi E. destruct (lt_eq_lt_dec c (S i)) as [[X|X]|X]; [|exact X|].
    - assert (w < lv q c) by (apply C2; lia). assert (lv q c <= lv q i) by (apply increasing_le; auto; lia). lra.
    - destruct c as [|c]; [lia|]. specialize (C1 c eq_refl).
      assert (lv q (S i) <= lv q c) by (apply increasing_le; auto; lia). assert (lv q i < lv q (S i)) by (apply Inc; lia). lra. }
  unfold product_in_cell. destruct (Nat.eq_dec c 0) as [->|N0].
  - specialize (C2 Len). unfold lv in C2. split; [lra|]. split; [lra|].
    intros (i & Hi & E). specialize (Unique i Hi E). lia.
  - destruct c as [|c]; [lia|]. specialize (C1 c eq_refl). replace (S c - 1)%nat with c by lia.
    unfold lv in C1, C2. destruct (Nat.eq_dec (S c) (length q)) as [E|E].
    + split; [lra|]. split.
      * intros Z. exists c. split; [lia | unfold lv; lra].
      * intros (i & Hi & Z). specialize (Unique i Hi Z). injection Unique as <-. unfold lv in Z. lra.
    + specialize (C2 ltac:(lia)). split; [apply Rmult_le_pos; lra|]. split.
      * intros Z. apply Rmult_integral in Z. exists c. split; [lia | unfold lv; destruct Z; lra].
      * intros (i & Hi & Z). specialize (Unique i Hi Z). injection Unique as <-. unfold lv in Z. rewrite Z. ring.
Qed.

Theorem levels_intersection q w kind : increasing q -> (0 < length q)%nat ->
  ((forall eps, 0 < eps < 1 -> 0 <= remoteness w q eps kind) <-> exists i, (i < length q)%nat /\ w = lv q i).
Proof.
  intros Inc Len. destruct (product_zero q w Inc Len) as [P0 P]. rewrite <- P.
  unfold remoteness, remoteness_in_cell. cbv zeta. set (p := product_in_cell w (cell w q) q) in *.
  split; intros H.
  - destruct (Req_dec p 0) as [Z|Z]; [exact Z|]. assert (0 < p) by lra.
    assert (0 < p * p) by (apply Rmult_lt_0_compat; assumption).
    set (m := Rmin (Rmin p (p * p)) 1).
    assert (M0 : 0 < m) by (unfold m; repeat apply Rmin_glb_lt; lra).
    assert (M1 := Rmin_l (Rmin p (p * p)) 1). assert (M2 := Rmin_r (Rmin p (p * p)) 1). fold m in M1, M2.
    assert (M3 := Rmin_l p (p * p)). assert (M4 := Rmin_r p (p * p)).
    assert (X := H (m / 2) ltac:(lra)). destruct Nat.eq_dec; lra.
  - intros eps He. rewrite H. destruct Nat.eq_dec; lra.
Qed.

Theorem gap_feasible q eps kind i w : increasing q -> 0 < eps -> (S i < length q)%nat ->
  gap q i ^ 2 <= 4 * reach kind eps -> lv q i <= w <= lv q (S i) -> 0 <= remoteness w q eps kind.
Proof.
  intros Inc He Hi Hg Hw. assert (R := reach_pos eps kind He).
  assert (P := Inc i Hi). destruct (Req_dec w (lv q (S i))) as [->|N].
  - destruct (product_zero q (lv q (S i)) Inc ltac:(lia)) as [_ Z].
    unfold remoteness, remoteness_in_cell. cbv zeta.
    assert (E : product_in_cell (lv q (S i)) (cell (lv q (S i)) q) q = 0) by (apply Z; exists (S i); split; [exact Hi | reflexivity]).
    rewrite E. destruct Nat.eq_dec; lra.
  - assert (Hcell : cell w q = S i).
    { apply cell_is; auto; try lia; [intros i' [= <-]; lra | intros; lra]. }
    unfold remoteness. rewrite Hcell, psi_is by exact He.
    assert (Q : reach kind eps - product_in_cell w (S i) q = reach kind eps - (w - lv q i) * (lv q (S i) - w)).
    { unfold product_in_cell. destruct Nat.eq_dec; [lia|]. destruct (Nat.eq_dec (S i) (length q)); [lia|].
      replace (S i - 1)%nat with i by lia. reflexivity. }
    rewrite Q. unfold gap in Hg. set (p := reach kind eps - (w - lv q i) * (lv q (S i) - w)).
    assert (P0 : 0 <= p) by (unfold p; assert (0 <= (2 * w - lv q i - lv q (S i)) ^ 2) by apply pow2_ge_0; nra).
    assert (P1 : p <= reach kind eps) by (unfold p; assert (0 <= (w - lv q i) * (lv q (S i) - w)) by (apply Rmult_le_pos; lra); lra).
    unfold psi_of. destruct Nat.eq_dec; [apply Rmult_le_pos; lra | exact P0].
Qed.
