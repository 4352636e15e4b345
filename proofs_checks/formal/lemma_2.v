(* Lemma 2', its sharp constant, and the remark: the skewing force within delta of an interval. *)
From Coq Require Import Reals Lra Psatz List Arith Lia.
From Askew Require Import kernel levels sides sums.
Open Scope R_scope.

Lemma quotient alpha x y d c : 0 < alpha -> 0 < y -> x <= c * d * y ->
  alpha * x / y <= alpha * (c * d).
Proof.
  intros A Y H. apply Rmult_le_reg_r with y; [exact Y|].
  replace (alpha * x / y * y) with (alpha * x) by (field; lra).
  replace (alpha * (c * d) * y) with (alpha * (c * d * y)) by ring. apply Rmult_le_compat_l; lra.
Qed.
Lemma quotient_low alpha x y d c : 0 < alpha -> 0 < y -> c * d * y <= x ->
  alpha * (c * d) <= alpha * x / y.
Proof.
  intros A Y H. apply Rmult_le_reg_r with y; [exact Y|].
  replace (alpha * x / y * y) with (alpha * x) by (field; lra).
  replace (alpha * (c * d) * y) with (alpha * (c * d * y)) by ring. apply Rmult_le_compat_l; lra.
Qed.
(* |alpha psi / psi'| from psi <= 0 and the slope towards the interval, of either sign *)
Lemma size_of alpha psi s s' : 0 < alpha -> psi <= 0 -> 0 < s -> s' = s \/ s' = - s ->
  Rabs (- alpha * psi / s') = alpha * - psi / s.
Proof.
  intros A P S E. assert (0 <= alpha * - psi / s).
  { apply Rmult_le_pos; [apply Rmult_le_pos; lra | apply Rlt_le, Rinv_0_lt_compat; lra]. }
  destruct E as [->| ->].
  - rewrite Rabs_pos_eq; [field; lra|]. replace (- alpha * psi / s) with (alpha * - psi / s) by (field; lra). lra.
  - replace (- alpha * psi / - s) with (- (alpha * - psi / s)) by (field; lra).
    rewrite Rabs_Ropp, Rabs_pos_eq; lra.
Qed.

Section Force.
Variables (q : list R) (eps alpha clip : R) (kind : nat).
Hypothesis Hinc : increasing q.
Hypothesis Ha : 0 < alpha.
Hypothesis Hc : 0 < clip.
Hypothesis He : 0 < eps.

Notation mid := (mid q).
Notation width := (width q eps kind).
Notation minus := (minus q eps kind).
Notation plus := (plus q eps kind).

(* the force before the clip, and the kernel's *)
Definition unclipped w := - alpha * remoteness w q eps kind / slope w q kind.
Notation force w := (skewing_force w q eps alpha clip kind).

Lemma force_le w x : 0 <= x -> (remoteness w q eps kind <= 0 -> slope w q kind <> 0 /\ Rabs (unclipped w) <= x) ->
  Rabs (force w) <= x.
Proof.
  intros X H. unfold skewing_force; cbv zeta. fold (remoteness w q eps kind) (slope w q kind).
  destruct Rlt_dec as [P|P]; [rewrite Rminus_eq_0, Rabs_R0; exact X|].
  destruct (H ltac:(lra)) as [S U]. unfold force_of. destruct Req_EM_T; [contradiction|].
  fold (unclipped w). eapply Rle_trans; [|exact U].
  unfold clipped, Rabs; repeat destruct Rlt_dec; repeat destruct Rcase_abs; lra.
Qed.

(* ---- Lemma 2', quadratic psi: both sides of the infeasible middle of gap j ---- *)
Section Inner.
Variables (j : nat) (delta theta : R).
Hypothesis Hkind : kind <> QUARTIC.
Hypothesis Hj : (S j < length q)%nat.
Hypothesis Hgap : 4 * eps < gap q j ^ 2.
Hypothesis Hd : 0 <= delta <= theta * width j.
Hypothesis Ht : 0 <= theta < 1 / 2.

Lemma gap_here : gap_ok q eps kind j.
Proof. unfold gap_ok, reach. destruct Nat.eq_dec; [contradiction | exact Hgap]. Qed.

(* right of level j and left of level j + 1; |psi| = delta (D - delta), |psi'| = D - 2 delta *)
Theorem lemma_2_psi w : w = plus j + delta \/ w = minus (S j) - delta ->
  remoteness w q eps kind = - (delta * (width j - delta)) /\
  (slope w q kind = width j - 2 * delta \/ slope w q kind = - (width j - 2 * delta)) /\
  0 < width j - 2 * delta.
Proof.
  intros Hw. assert (G := gap_here). destruct (width_sq q eps kind j G) as [W _].
  assert (L := width_lt q eps kind He j G ltac:(unfold gap; assert (P := Hinc j Hj); lra)).
  assert (D : 0 < width j - 2 * delta) by nra.
  rewrite plus_inner in Hw by assumption. simpl levels.minus in Hw.
  destruct (in_gap q eps kind Hinc He j w Hj G) as (-> & -> & _).
  { unfold levels.mid, gap in *. destruct Hw; lra. }
  unfold psi_of, slope_of. destruct Nat.eq_dec; [contradiction|].
  destruct Hw as [->| ->]; repeat split;
    first [lra | field; lra | right; lra | left; lra].
Qed.

Theorem lemma_2 w : w = plus j + delta \/ w = minus (S j) - delta ->
  alpha * delta <= Rabs (unclipped w) <= alpha * delta * (1 - theta) / (1 - 2 * theta).
Proof.
  intros Hw. destruct (lemma_2_psi w Hw) as (P & S & D). destruct (width_sq q eps kind j gap_here) as [W _].
  assert (dW : delta <= width j / 2) by nra.
  assert (D1 : 0 <= delta * (width j - delta)) by (apply Rmult_le_pos; lra).
  unfold unclipped. rewrite P.
  rewrite size_of with (s := width j - 2 * delta) by (auto; lra).
  replace (- - (delta * (width j - delta))) with (delta * (width j - delta)) by ring. split.
  - replace (alpha * delta) with (alpha * (1 * delta)) by ring. apply quotient_low; auto.
    assert (0 <= delta * delta) by (apply Rmult_le_pos; lra). lra.
  - replace (alpha * delta * (1 - theta) / (1 - 2 * theta))
      with (alpha * ((1 - theta) / (1 - 2 * theta) * delta)) by (field; lra).
    apply quotient; auto. apply Rmult_le_reg_r with (1 - 2 * theta); [lra|].
    replace ((1 - theta) / (1 - 2 * theta) * delta * (width j - 2 * delta) * (1 - 2 * theta))
      with (delta * ((1 - theta) * (width j - 2 * delta))) by (field; lra).
    rewrite Rmult_assoc. apply Rmult_le_compat_l; lra.
Qed.

(* theta = 1/3 gives 2 alpha delta, attained at delta = D/3: no smaller constant will do *)
Theorem lemma_2_sharp w : theta = 1 / 3 -> delta = width j / 3 ->
  w = plus j + delta \/ w = minus (S j) - delta -> Rabs (unclipped w) = 2 * alpha * delta.
Proof.
  intros T E Hw. destruct (lemma_2_psi w Hw) as (P & S & D).
  assert (D1 : 0 <= delta * (width j - delta)) by (apply Rmult_le_pos; lra).
  unfold unclipped. rewrite P, size_of with (s := width j - 2 * delta) by (auto; lra).
  rewrite E. field. lra.
Qed.
End Inner.

(* on an outer side the force is alpha delta *)
Theorem lemma_2_outer w delta : kind <> QUARTIC -> (0 < length q)%nat -> 0 <= delta ->
  w = minus 0 - delta \/ w = plus (length q - 1) + delta -> Rabs (unclipped w) = alpha * delta.
Proof.
  intros K Hl Hd Hw. assert (R : reach kind eps = eps) by (unfold reach; destruct Nat.eq_dec; tauto).
  assert (X : remoteness w q eps kind = - delta /\ (slope w q kind = 1 \/ slope w q kind = - (1))).
  { destruct Hw as [->| ->].
    - simpl. destruct (left_of_all q eps kind Hinc He (lv q 0 - reach kind eps - delta) Hl) as (-> & -> & _).
      { rewrite R. lra. }
      unfold psi_of, slope_of. destruct Nat.eq_dec; [contradiction|]. rewrite R. split; lra.
    - rewrite plus_last by lia.
      destruct (right_of_all q eps kind Hinc He (length q - 1) (lv q (length q - 1) + reach kind eps + delta))
        as (-> & -> & _); [lia | rewrite R; lra |].
      unfold psi_of, slope_of. destruct Nat.eq_dec; [contradiction|]. rewrite R. split; lra. }
  destruct X as [P S]. unfold unclipped. rewrite P, size_of with (s := 1) by (auto; lra). field.
Qed.

(* ---- both psi: the kernel's force within D/3 of level i's interval ---- *)
Lemma force_near i w : (i < length q)%nat -> gaps_ok q eps kind i ->
  near_left q eps kind i (dist q eps kind i w) -> near_right q eps kind i (dist q eps kind i w) ->
  Rabs (force w) <= 2 * alpha * dist q eps kind i w.
Proof.
  intros Hi Hg NL NR. set (d := dist q eps kind i w) in *.
  assert (d0 : 0 <= d) by apply dist_pos.
  destruct (level_between q eps kind Hinc He i Hi Hg) as [B1 B2].
  assert (D1 : minus i - w <= d) by (unfold d, dist; eapply Rle_trans; [apply Rmax_l | apply Rmax_r]).
  assert (D2 : w - plus i <= d) by (unfold d, dist; eapply Rle_trans; [apply Rmax_r | apply Rmax_r]).
  assert (Core : forall d' (near : Prop) s, psi_side (low kind) 2 d' (remoteness w q eps kind) s near ->
     (0 <= d' -> near) -> d' <= d -> (s = slope w q kind \/ s = - slope w q kind) ->
     Rabs (force w) <= 2 * alpha * d).
  { intros d' near s (P1 & P2 & P3) N L S.
    apply Rle_trans with (2 * alpha * Rmax 0 d').
    2:{ apply Rmult_le_compat_l; [lra|]. apply Rmax_lub; lra. }
    apply force_le.
    { apply Rmult_le_pos; [lra | apply Rmax_l]. }
    intros Q. destruct (Rlt_dec d' 0) as [D|D]; [specialize (P1 D); lra|].
    destruct (P3 ltac:(lra)) as (S0 & _ & _ & U). specialize (U (N ltac:(lra))).
    split; [lra|]. unfold unclipped. rewrite size_of with (s := s) by (first [lra | exact Q | destruct S; [left | right]; lra]).
    rewrite Rmax_right by lra. replace (2 * alpha * d') with (alpha * (2 * d')) by ring.
    apply quotient; auto. }
  destruct (Rlt_dec w (lv q i)) as [H|H].
  - assert (P : psi_side (low kind) 2 (minus i - w) (remoteness w q eps kind) (slope w q kind)
      (near_left q eps kind i (minus i - w))).
    { apply psi_left; auto. intros j ->. specialize (NL _ eq_refl). destruct Hg as [G _].
      destruct (width_sq q eps kind j (G _ eq_refl)) as [W _]. simpl in D1. lra. }
    apply (Core _ _ _ P); auto. intros _ j E. specialize (NL j E). lra.
  - assert (P : psi_side (low kind) 2 (w - plus i) (remoteness w q eps kind) (- slope w q kind)
      (near_right q eps kind i (w - plus i))).
    { apply psi_right; auto; try lra. intros Hi'. specialize (NR Hi'). destruct Hg as [_ G].
      destruct (width_sq q eps kind i (G Hi')) as [W _]. rewrite plus_inner in D2 by assumption. lra. }
    apply (Core _ _ _ P); auto. intros _ Hi'. specialize (NR Hi'). lra.
Qed.

(* either psi, anywhere in the open basin outside the interval: at least low alpha d, low = 1 (quadratic)
   or 1/2 (quartic); at most 2 alpha d within a third of the infeasible width *)
Theorem lemma_2_kinds i w : (i < length q)%nat -> gaps_ok q eps kind i ->
  (forall j, i = S j -> mid j < w) -> ((S i < length q)%nat -> w < mid i) ->
  let d := dist q eps kind i w in 0 < d ->
  alpha * (low kind * d) <= Rabs (unclipped w) /\
  (near_left q eps kind i d -> near_right q eps kind i d -> Rabs (unclipped w) <= alpha * (2 * d)).
Proof.
  intros Hi Hg C1 C2 d D0. destruct (level_between q eps kind Hinc He i Hi Hg) as [B1 B2].
  assert (Core : forall near s, psi_side (low kind) 2 d (remoteness w q eps kind) s near ->
    (s = slope w q kind \/ s = - slope w q kind) ->
    alpha * (low kind * d) <= Rabs (unclipped w) /\ (near -> Rabs (unclipped w) <= alpha * (2 * d))).
  { intros near s (_ & _ & P3) S. destruct (P3 ltac:(lra)) as (S0 & Q & Low & Up).
    assert (E : Rabs (unclipped w) = alpha * - remoteness w q eps kind / s).
    { unfold unclipped. apply size_of; auto. destruct S; lra. }
    rewrite E. split; [apply quotient_low; auto|]. intros N. apply quotient; auto. }
  assert (Cases : (w < minus i /\ d = minus i - w) \/ (plus i < w /\ d = w - plus i)).
  { revert D0. unfold d, dist. maxmin; lra. }
  destruct Cases as [[X E]|[X E]].
  - destruct (Core (near_left q eps kind i d) (slope w q kind)) as [L U]; [|left; reflexivity|].
    + rewrite E. apply psi_left; auto; lra.
    + split; [exact L|]. intros NL _. apply U, NL.
  - destruct (Core (near_right q eps kind i d) (- slope w q kind)) as [L U]; [|right; reflexivity|].
    + rewrite E. apply psi_right; auto; lra.
    + split; [exact L|]. intros _ NR. apply U, NR.
Qed.
End Force.

(* ---- the remark: |w - y| <= delta for a point y of C_eps, delta <= D_min/3 ---- *)
Theorem lemma_2_remark n (q : nat -> list R) (level : nat -> nat) eps alpha clip kind w y delta :
  0 < alpha -> 0 < clip -> 0 < eps -> 0 <= delta ->
  (forall i, (i < n)%nat -> increasing (q i) /\ (level i < length (q i))%nat /\
    gaps_ok (q i) eps kind (level i) /\
    minus (q i) eps kind (level i) <= y i <= plus (q i) eps kind (level i) /\
    near_left (q i) eps kind (level i) delta /\ near_right (q i) eps kind (level i) delta) ->
  norm2 n (fun i => w i - y i) <= delta ^ 2 ->
  norm2 n (fun i => skewing_force (w i) (q i) eps alpha clip kind) <= 4 * alpha ^ 2 * delta ^ 2.
Proof.
  intros Ha Hc He Hd H N.
  apply Rle_trans with (4 * alpha ^ 2 * norm2 n (fun i => w i - y i)).
  2:{ apply Rmult_le_compat_l; [|exact N]. assert (0 <= alpha ^ 2) by apply pow2_ge_0. lra. }
  unfold norm2. rewrite <- sum_scal. apply sum_le. intros i Hi.
  destruct (H i Hi) as (Inc & Lev & Gap & [Y1 Y2] & NL & NR).
  assert (C := coord_le n (fun i => w i - y i) i Hi). cbv beta in C.
  assert (A : Rabs (w i - y i) <= delta).
  { rewrite <- (Rabs_pos_eq delta) by exact Hd. apply Rsqr_le_abs_0. unfold Rsqr. lra. }
  set (e := dist (q i) eps kind (level i) (w i)).
  assert (E0 : 0 <= e) by apply dist_pos.
  assert (E : e <= Rabs (w i - y i)).
  { unfold e, dist. assert (P := Rle_abs (w i - y i)). assert (Q := Rle_abs (- (w i - y i))).
    rewrite Rabs_Ropp in Q. repeat apply Rmax_lub; try apply Rabs_pos; lra. }
  assert (F := force_near (q i) eps alpha clip kind Inc Ha Hc He (level i) (w i) Lev Gap).
  fold e in F. specialize (F ltac:(intros j Ej; specialize (NL j Ej); lra)).
  specialize (F ltac:(intros Hj; specialize (NR Hj); lra)).
  rewrite <- (pow2_abs (w i - y i)), <- (pow2_abs (skewing_force _ _ _ _ _ _)).
  set (u := Rabs (skewing_force (w i) (q i) eps alpha clip kind)) in *.
  assert (0 <= u) by apply Rabs_pos. set (x := Rabs (w i - y i)) in *.
  assert (F' : u <= 2 * alpha * x).
  { eapply Rle_trans; [exact F|]. apply Rmult_le_compat_l; lra. }
  replace (4 * alpha ^ 2 * x ^ 2) with ((2 * alpha * x) ^ 2) by ring. apply pow_incr; lra.
Qed.
