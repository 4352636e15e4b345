(* Lemma 3': a coordinate never leaves the basin of its level, for all k, with any gradients |g| <= G.

   Both psi and both rules. The printed rule keeps [m_left, m_right); the projected rule, which has no
   convention at midpoints, keeps the open basin. *)
From Coq Require Import Reals Lra Psatz List Arith Lia.
From Askew Require Import kernel levels sides.
Open Scope R_scope.

Section Basin.
Variables (q : list R) (eps alpha clip : R) (kind rule : nat).
Hypothesis Hinc : increasing q.
Hypothesis Ha : 0 < alpha.
Hypothesis Hc : 0 < clip.
Hypothesis He : 0 < eps.

Notation mid := (mid q).
Notation width := (width q eps kind).
Notation minus := (minus q eps kind).
Notation plus := (plus q eps kind).
Notation basin := (basin q rule).

Definition step (gamma w g : R) : R := w + gamma * velocity w g q eps alpha clip kind rule.

(* gamma G <= D/2 on each inner side, and gamma M_c no longer than from the interval's far end to
   the midpoint *)
Definition steps_ok i gamma G := 0 < gamma /\
  (forall j, i = S j -> gamma * G <= width j / 2 /\ gamma * clip <= plus i - mid j) /\
  ((S i < length q)%nat -> gamma * G <= width i / 2 /\ gamma * clip <= mid i - minus i).

(* one step; it ends strictly right of the left midpoint *)
Lemma basin_step i gamma G w g : (i < length q)%nat -> gaps_ok q eps kind i ->
  steps_ok i gamma G -> Rabs g <= G -> basin i w ->
  (forall j, i = S j -> mid j < step gamma w g) /\ ((S i < length q)%nat -> step gamma w g < mid i).
Proof.
  intros Hi Hg (Hgam & S1 & S2) HG Hw. unfold step.
  assert (L := left_side q eps alpha clip kind rule Hinc Ha Hc He i w g Hi Hg Hw).
  assert (R := right_side q eps alpha clip kind rule Hinc Ha Hc He i w g Hi Hg Hw).
  destruct (level_between q eps kind Hinc He i Hi Hg) as [B1 B2].
  destruct Hg as [G1 G2]. destruct Hw as [C1 C2].
  set (v := velocity w g q eps alpha clip kind rule) in *.
  assert (HG1 := Rle_abs g). assert (HG2 := Rle_abs (- g)). rewrite Rabs_Ropp in HG2.
  assert (Hgg : - (gamma * G) <= gamma * g <= gamma * G) by nra.
  assert (Gm : forall x, x <= clip -> gamma * x <= gamma * clip) by (intros; apply Rmult_le_compat_l; lra).
  assert (Gp : forall x, 0 < x -> 0 < gamma * x) by (intros; apply Rmult_lt_0_compat; lra).
  assert (Gq : forall x, 0 <= x -> 0 <= gamma * x) by (intros; apply Rmult_le_pos; lra).
  assert (N : gamma * - v = - (gamma * v)) by ring.
  assert (Ng : gamma * - g = - (gamma * g)) by ring.
  split.
  - intros j ->. specialize (S1 _ eq_refl); specialize (C1 _ eq_refl); specialize (G1 _ eq_refl).
    destruct (width_sq q eps kind j G1) as [W _]. simpl levels.minus in *.
    destruct (Rlt_dec w (lv q (S j))) as [H|H].
    + destruct (L H) as (L1 & L2 & L3 & _).
      destruct (Rtotal_order (mid j + width j / 2 - w) 0) as [T|[T|T]].
      * rewrite (L1 T). lra.
      * destruct (L2 T) as [V _]. specialize (Gq _ V). lra.
      * destruct (L3 T) as [V _]. specialize (Gp _ V). lra.
    + destruct (R ltac:(lra)) as (R1 & R2 & R3 & _).
      destruct (Rtotal_order (w - plus (S j)) 0) as [T|[T|T]].
      * specialize (R1 T). rewrite R1 in N. lra.
      * destruct (R2 T) as [_ [V|V]]; rewrite V in N; lra.
      * destruct (R3 T) as (_ & _ & [V|V]); [rewrite V in N; lra|]. specialize (Gm _ V). lra.
  - intros Hi'. specialize (S2 Hi'); specialize (C2 Hi'); specialize (G2 Hi').
    destruct (width_sq q eps kind i G2) as [W _]. rewrite plus_inner in * by assumption.
    destruct (Rlt_dec w (lv q i)) as [H|H].
    + destruct (L H) as (L1 & L2 & L3 & _).
      destruct (Rtotal_order (minus i - w) 0) as [T|[T|T]].
      * rewrite (L1 T). lra.
      * destruct (L2 T) as [_ [V|V]]; rewrite V; lra.
      * destruct (L3 T) as (_ & _ & [V|V]); [rewrite V; lra|]. specialize (Gm _ V). lra.
    + destruct (R ltac:(lra)) as (R1 & R2 & R3 & _).
      destruct (Rtotal_order (w - (mid i - width i / 2)) 0) as [T|[T|T]].
      * specialize (R1 T). rewrite R1 in N. lra.
      * destruct (R2 T) as [V _]. specialize (Gq _ V). lra.
      * destruct (R3 T) as [V _]. specialize (Gp _ V). lra.
Qed.

Lemma basin_invariant i gamma G w g : (i < length q)%nat -> gaps_ok q eps kind i ->
  steps_ok i gamma G -> Rabs g <= G -> basin i w -> basin i (step gamma w g).
Proof.
  intros Hi Hg Hs HG Hw. destruct (basin_step i gamma G w g Hi Hg Hs HG Hw) as [A B].
  split; [|exact B]. intros j E. specialize (A j E). split; intros; lra.
Qed.

(* the iterates of one coordinate under any gradients g_k and stepsizes gamma_k *)
Fixpoint iterate (gamma g : nat -> R) (w0 : R) (k : nat) : R :=
  match k with O => w0 | S n => step (gamma n) (iterate gamma g w0 n) (g n) end.

Theorem basin_kept i gamma g G w0 : (i < length q)%nat -> gaps_ok q eps kind i ->
  (forall k, steps_ok i (gamma k) G) -> (forall k, Rabs (g k) <= G) ->
  basin i w0 -> forall k, basin i (iterate gamma g w0 k).
Proof.
  intros Hi Hg Hs HG H0 k. induction k as [|k IH]; [assumption|].
  simpl. eapply basin_invariant; eauto.
Qed.

(* an inner level i: the two gaps beside it are i - 1 and i *)
Theorem lemma_3 i gamma g G w0 : (S (S i) < length q)%nat ->
  4 * reach kind eps < gap q i ^ 2 -> 4 * reach kind eps < gap q (S i) ^ 2 ->
  (forall k, 0 < gamma k) -> (forall k, Rabs (g k) <= G) ->
  (forall k, gamma k * G <= Rmin (width i) (width (S i)) / 2) ->
  (forall k, gamma k * clip <= Rmin (mid (S i) - minus (S i)) (plus (S i) - mid i)) ->
  (rule <> PROJECTED -> mid i <= w0 < mid (S i)) -> (rule = PROJECTED -> mid i < w0 < mid (S i)) ->
  forall k, (rule <> PROJECTED -> mid i <= iterate gamma g w0 k < mid (S i)) /\
            (rule = PROJECTED -> mid i < iterate gamma g w0 k < mid (S i)).
Proof.
  intros Hi G1 G2 Hg HG S1 S2 B1 B2 k.
  assert (B : basin (S i) (iterate gamma g w0 k)).
  { apply basin_kept with (G := G); auto; try lia.
    - split; [intros j [= <-]; exact G1 | intros; exact G2].
    - intros n. specialize (S1 n); specialize (S2 n). split; [auto|]. maxmin; split; intros;
        try match goal with E : S i = S ?j |- _ => injection E as <- end; split; lra.
    - destruct (Nat.eq_dec rule PROJECTED) as [P|P]; [specialize (B2 P)|specialize (B1 P)];
        (split; [intros j [= <-]; split; intros; [lra | first [contradiction | lra]] | intros; lra]). }
  destruct B as [B3 B4]. specialize (B3 _ eq_refl). specialize (B4 Hi). split; intros; intuition lra.
Qed.
End Basin.
