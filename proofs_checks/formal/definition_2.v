(* The remoteness of Definitions 2 and 3 for any number of levels: exactly one printed case applies;
   psi is at most epsilon, and epsilon exactly at the levels; it is continuous. Of Definition 2 alone:
   the printed formulas, and the derivative, which exists everywhere. *)
From Coq Require Import Reals Lra Psatz List Arith Lia.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel levels sides basins intervals.
Open Scope R_scope.

Lemma cell_spec q w : increasing q -> (cell w q <= length q)%nat /\
  (forall i, cell w q = S i -> lv q i <= w) /\ ((cell w q < length q)%nat -> w < lv q (cell w q)).
Proof.
  intros Inc.
  assert (Cases : forall m j, (m = length q - j)%nat -> (j <= length q)%nat -> (forall i, j = S i -> lv q i <= w) ->
    exists c, (c <= length q)%nat /\ (forall i, c = S i -> lv q i <= w) /\ ((c < length q)%nat -> w < lv q c)).
  { induction m as [|m IH]; intros j E L H; [exists j; split; [exact L|]; split; [exact H | lia]|].
    destruct (Rlt_dec w (lv q j)) as [Lt|Lt]; [exists j; auto|].
    apply (IH (S j)); [lia | lia |]. intros i [= <-]. lra. }
  destruct (Cases (length q) O) as (c & Lc & C1 & C2); [lia | lia | intros i [=] |].
  rewrite (cell_is q Inc w c Lc C1 C2). auto.
Qed.

(* the printed cases: 0, left of all levels; c, from level c to the next; the number of levels *)
Theorem cases q w : increasing q -> exists! c, (c <= length q)%nat /\
  (forall i, c = S i -> lv q i <= w) /\ ((c < length q)%nat -> w < lv q c).
Proof.
  intros Inc. exists (cell w q). split; [apply cell_spec, Inc|].
  intros c (L & C1 & C2). apply cell_is; assumption.
Qed.

(* beside x the cell is that of x or, at a level, the one before it *)
Lemma near_cell q x : increasing q -> locally x (fun y =>
  cell y q = cell x q \/ exists i, cell x q = S i /\ x = lv q i /\ cell y q = i).
Proof.
  intros Inc. destruct (cell_spec q x Inc) as (L & C1 & C2). set (c := cell x q) in *.
  assert (Up : exists d, 0 < d /\ forall y, y < x + d -> (c < length q)%nat -> y < lv q c).
  { destruct (lt_dec c (length q)) as [Lt|Lt]; [|exists 1; split; [lra | intros; lia]].
    specialize (C2 Lt). exists (lv q c - x). split; [lra | intros; lra]. }
  destruct Up as (d & Hd & Up).
  assert (Low : exists e, 0 < e /\ forall y, x - e < y -> (forall i, c = S i -> lv q i <= y) \/
    (y < x /\ exists i, c = S i /\ x = lv q i /\ forall j, i = S j -> lv q j <= y)).
  { destruct c as [|i]; [exists 1; split; [lra|]; intros; left; intros i [=]|].
    specialize (C1 i eq_refl). destruct (Req_dec x (lv q i)) as [E|E].
    - assert (Below : exists e, 0 < e /\ forall y, x - e < y -> forall j, i = S j -> lv q j <= y).
      { destruct i as [|j]; [exists 1; split; [lra | intros y _ j [=]]|].
        assert (lv q j < lv q (S j)) by (apply Inc; lia).
        exists (x - lv q j). split; [lra|]. intros y Hy j' [= <-]. lra. }
      destruct Below as (e & He & B). exists e. split; [exact He|]. intros y Hy.
      destruct (Rlt_dec y x) as [Y|Y].
      + right. split; [exact Y|]. exists i. split; [reflexivity|]. split; [exact E | apply B, Hy].
      + left. intros i' [= <-]. lra.
    - exists (x - lv q i). split; [lra|]. intros y Hy. left. intros i' [= <-]. lra. }
  destruct Low as (e & He & Low).
  assert (M : 0 < Rmin d e) by (apply Rmin_glb_lt; assumption).
  exists (mkposreal _ M). intros y Hy. change (Rabs (y - x) < Rmin d e) in Hy.
  assert (M1 := Rmin_l d e). assert (M2 := Rmin_r d e). apply Rabs_def2 in Hy.
  destruct (Low y ltac:(lra)) as [A|(Y & i & E & X & B)].
  - left. apply cell_is; auto. apply Up; lra.
  - right. exists i. split; [exact E|]. split; [exact X|].
    apply cell_is; auto; [lia | intros; lra].
Qed.

(* two functions that agree at x, and one that is beside x the first or the second of them *)
Lemma glue_continuous (f f1 f2 : R -> R) x : locally x (fun y => f y = f1 y \/ f y = f2 y) ->
  f x = f1 x -> f x = f2 x -> continuous f1 x -> continuous f2 x -> continuous f x.
Proof.
  intros H E1 E2 C1 C2 P HP. rewrite E1 in HP. assert (P1 := C1 P HP).
  rewrite <- E1, E2 in HP. assert (P2 := C2 P HP). unfold filtermap in *.
  generalize (filter_and _ _ H (filter_and _ _ P1 P2)). apply filter_imp.
  intros y ([->| ->] & A & B); assumption.
Qed.
Lemma glue_derive (f f1 f2 : R -> R) x l : locally x (fun y => f y = f1 y \/ f y = f2 y) ->
  f x = f1 x -> f x = f2 x -> is_derive f1 x l -> is_derive f2 x l -> is_derive f x l.
Proof.
  intros [d H] E1 E2 D1 D2. apply is_derive_Reals in D1. apply is_derive_Reals in D2. apply is_derive_Reals.
  intros eps He. destruct (D1 eps He) as [d1 D1']. destruct (D2 eps He) as [d2 D2'].
  assert (M : 0 < Rmin d (Rmin d1 d2)) by (apply Rmin_pos; [apply d | apply Rmin_pos; [apply d1 | apply d2]]).
  exists (mkposreal _ M). intros h Hh Hd. simpl in Hd.
  assert (M1 := Rmin_l d (Rmin d1 d2)). assert (M2 := Rmin_r d (Rmin d1 d2)).
  assert (M3 := Rmin_l d1 d2). assert (M4 := Rmin_r d1 d2).
  destruct (H (x + h)) as [E|E].
  - change (Rabs (x + h - x) < d). replace (x + h - x) with h by ring. lra.
  - rewrite E, E1. apply D1'; [exact Hh | lra].
  - rewrite E, E2. apply D2'; [exact Hh | lra].
Qed.

Lemma cell_derive q eps kind c w :
  is_derive (fun x => remoteness_in_cell x c q eps kind) w (slope_in_cell w c q kind).
Proof.
  unfold remoteness_in_cell, slope_in_cell, product_in_cell, product_slope_in_cell. cbv zeta.
  repeat destruct Nat.eq_dec; auto_derive; trivial; ring.
Qed.

(* at a level the product of the cells on both sides of it vanishes *)
Lemma product_at_level q i : (i < length q)%nat ->
  product_in_cell (lv q i) i q = 0 /\ product_in_cell (lv q i) (S i) q = 0.
Proof.
  intros Hi. unfold product_in_cell, lv. replace (S i - 1)%nat with i by lia.
  split; repeat destruct Nat.eq_dec; try lia; try ring. subst i. ring.
Qed.
Lemma level_cell q i : increasing q -> (i < length q)%nat -> cell (lv q i) q = S i.
Proof. intros Inc Hi. apply cell_is; auto. intros j [= <-]. lra. Qed.

(* a level or none *)
Lemma classic_level q x : (exists i, (i < length q)%nat /\ x = lv q i) \/
  (forall i, (i < length q)%nat -> x <> lv q i).
Proof.
  assert (H : forall m, (exists i, (i < m)%nat /\ x = lv q i) \/ (forall i, (i < m)%nat -> x <> lv q i)).
  { induction m as [|m [(i & Hi & E)|IH]]; [right; intros; lia | left; exists i; split; [lia | exact E]|].
    destruct (Req_dec x (lv q m)) as [E|E]; [left; exists m; split; [lia | exact E]|].
    right. intros i Hi. destruct (Nat.eq_dec i m) as [->|N]; [exact E | apply IH; lia]. }
  apply H.
Qed.

(* psi beside x is the formula of one cell, or at a level of two, whose values there agree *)
Lemma two_formulas q eps kind x : increasing q -> exists c,
  locally x (fun y => remoteness y q eps kind = remoteness_in_cell y (cell x q) q eps kind \/
    remoteness y q eps kind = remoteness_in_cell y c q eps kind) /\
  remoteness x q eps kind = remoteness_in_cell x c q eps kind /\
  (c = cell x q \/ exists i, (i < length q)%nat /\ x = lv q i /\ c = i /\ cell x q = S i).
Proof.
  intros Inc. assert (N := near_cell q x Inc). destruct (cell_spec q x Inc) as (L & C1 & C2).
  destruct (classic_level q x) as [(i & Hi & E)|O].
  - exists i. assert (C : cell x q = S i) by (rewrite E; apply level_cell; assumption).
    split; [|split].
    + revert N. apply filter_imp. intros y [Y|(j & A & _ & B)]; unfold remoteness.
      * left. rewrite Y. reflexivity.
      * right. rewrite A in C. injection C as ->. rewrite B. reflexivity.
    + unfold remoteness. rewrite C. destruct (product_at_level q i Hi) as [P1 P2].
      unfold remoteness_in_cell. cbv zeta. rewrite E, P1, P2. reflexivity.
    + right. exists i. auto.
  - exists (cell x q). split; [|split]; [|reflexivity | left; reflexivity].
    revert N. apply filter_imp. intros y [Y|(j & A & X & B)].
    + left. unfold remoteness. rewrite Y. reflexivity.
    + exfalso. apply (O j); [lia | exact X].
Qed.

Theorem at_levels q eps kind w : increasing q -> (0 < length q)%nat -> remoteness w q eps kind <= eps /\
  (remoteness w q eps kind = eps <-> exists i, (i < length q)%nat /\ w = lv q i).
Proof.
  intros Inc Len. destruct (product_zero q w Inc Len) as [P0 P]. rewrite <- P.
  unfold remoteness, remoteness_in_cell. cbv zeta. set (p := product_in_cell w (cell w q) q) in *.
  destruct Nat.eq_dec; split; [nra | split; intros; nra | lra | lra].
Qed.

Theorem psi_continuous q eps kind : increasing q ->
  forall w, continuous (fun x => remoteness x q eps kind) w.
Proof.
  intros Inc w. destruct (two_formulas q eps kind w Inc) as (c & N & E & _).
  apply (glue_continuous _ _ _ w N eq_refl E); 
    apply (ex_derive_continuous (K := R_AbsRing) (V := R_NormedModule)); eexists; apply cell_derive.
Qed.

(* differentiable off the levels *)
Theorem derivative_off_levels q eps kind w : increasing q ->
  (forall i, (i < length q)%nat -> w <> lv q i) ->
  is_derive (fun x => remoteness x q eps kind) w (slope w q kind).
Proof.
  intros Inc O. destruct (two_formulas q eps kind w Inc) as (c & N & E & [C|(i & Hi & X & _)]).
  - subst c. apply (glue_derive _ _ _ w _ N eq_refl E); apply cell_derive.
  - destruct (O i Hi X).
Qed.

Theorem printed_quartic q eps w : increasing q -> (0 < length q)%nat ->
  (w < lv q 0 -> remoteness w q eps QUARTIC = eps - (lv q 0 - w) ^ 2) /\
  (forall i, (S i < length q)%nat -> lv q i <= w < lv q (S i) ->
    remoteness w q eps QUARTIC = eps - (w - lv q i) ^ 2 * (w - lv q (S i)) ^ 2) /\
  (lv q (length q - 1) <= w -> remoteness w q eps QUARTIC = eps - (w - lv q (length q - 1)) ^ 2).
Proof.
  intros Inc Len. unfold remoteness. split; [|split].
  - intros H. rewrite (cell_is q Inc w 0); [|lia | intros i [=] | auto].
    unfold remoteness_in_cell, product_in_cell, lv. simpl. ring.
  - intros i Hi H. rewrite (cell_is q Inc w (S i)); [|lia | intros j [= <-]; lra | lra].
    unfold remoteness_in_cell, product_in_cell, lv. replace (S i - 1)%nat with i by lia.
    repeat destruct Nat.eq_dec; try lia; try discriminate; try contradiction; ring.
  - intros H. rewrite (cell_is q Inc w (length q)); [|lia | | lia].
    + unfold remoteness_in_cell, product_in_cell, lv.
      repeat destruct Nat.eq_dec; try lia; try contradiction; ring.
    + intros i E. rewrite E in H. replace (S i - 1)%nat with i in H by lia. exact H.
Qed.

Theorem derivative_quartic q eps w : increasing q ->
  is_derive (fun x => remoteness x q eps QUARTIC) w (slope w q QUARTIC) /\
  (forall i, (i < length q)%nat -> w = lv q i -> slope w q QUARTIC = 0).
Proof.
  intros Inc.
  assert (Z : forall c x, product_in_cell x c q = 0 -> slope_in_cell x c q QUARTIC = 0).
  { intros c x P. unfold slope_in_cell. cbv zeta. rewrite P. destruct Nat.eq_dec; [ring | contradiction]. }
  assert (S0 : forall i, (i < length q)%nat -> slope (lv q i) q QUARTIC = 0).
  { intros i Hi. unfold slope. rewrite level_cell by assumption. apply Z, product_at_level, Hi. }
  split; [|intros i Hi ->; apply S0, Hi].
  destruct (two_formulas q eps QUARTIC w Inc) as (c & N & E & C).
  apply (glue_derive _ _ _ w _ N eq_refl E); [apply cell_derive|].
  destruct C as [->|(i & Hi & X & -> & _)]; [apply cell_derive|].
  assert (D := cell_derive q eps QUARTIC i w).
  subst w. rewrite S0 by exact Hi. rewrite Z in D by apply product_at_level, Hi. exact D.
Qed.
