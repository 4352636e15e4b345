(* One coordinate over the whole line: every point lies in an open basin or at a midpoint, and what a
   step does there, under both rules. This is all that the stochastic theory needs of the kernel. *)
From Coq Require Import Reals Lra Psatz List Arith Lia.
From Askew Require Import kernel levels sides.
Open Scope R_scope.

Section Line.
Variables (q : list R) (eps alpha clip mu : R) (kind rule : nat).
Hypothesis Hinc : increasing q.
Hypothesis Hlen : (0 < length q)%nat.
Hypothesis Ha : 0 < alpha.
Hypothesis Hc : 0 < clip.
Hypothesis He : 0 < eps.
Hypothesis Hgap : forall j, (S j < length q)%nat -> gap_ok q eps kind j.
(* mu: how far every midpoint is from the intervals beside it, at least *)
Hypothesis Hmu : 0 < mu.
Hypothesis Hmiddle : forall j, (S j < length q)%nat -> mu <= width q eps kind j / 2.

Notation mid := (mid q).
Notation width := (width q eps kind).
Notation lo j := (minus q eps kind j).
Notation hi j := (plus q eps kind j).
Notation dist := (dist q eps kind).
Notation a := (a_ alpha kind).
Notation b := (b_ alpha).
Notation v x g := (velocity x g q eps alpha clip kind rule).

Definition inside j x := (forall i, j = S i -> mid i < x) /\ ((S j < length q)%nat -> x < mid j).

Lemma inside_basin j x : inside j x -> basin q rule j x.
Proof. intros [A B]. split; [|exact B]. intros i E. specialize (A i E). split; intros; lra. Qed.
Lemma all_gaps j : (j < length q)%nat -> gaps_ok q eps kind j.
Proof. intros H. split; [intros i ->; apply Hgap; lia | apply Hgap]. Qed.

Lemma place x : (exists j, (j < length q)%nat /\ inside j x) \/
  (exists j, (S j < length q)%nat /\ x = mid j).
Proof.
  assert (H : forall m j, (m = length q - 1 - j)%nat -> (j < length q)%nat ->
    (forall i, j = S i -> mid i < x) -> (exists j, (j < length q)%nat /\ inside j x) \/
      (exists j, (S j < length q)%nat /\ x = mid j)).
  { induction m as [|m IH]; intros j E L A.
    - left. exists j. split; [exact L|]. split; [exact A | intros; lia].
    - destruct (Rtotal_order x (mid j)) as [C|[C|C]].
      + left. exists j. split; [exact L|]. split; auto.
      + right. exists j. split; [lia | exact C].
      + apply (IH (S j)); [lia | lia |]. intros i [= <-]. exact C. }
  apply (H (length q - 1)%nat O); [lia | lia | intros i [=]].
Qed.

Lemma between j : (j < length q)%nat -> lo j < lv q j < hi j.
Proof. intros H. apply level_between; auto using all_gaps. Qed.
Lemma lo_inner i : lo (S i) = mid i + width i / 2.
Proof. reflexivity. Qed.

(* the push inward, for any gradient *)
Lemma push_right j x g : (j < length q)%nat -> inside j x -> hi j < x ->
  v x g < 0 /\ Rmin (a * (x - hi j)) clip <= - v x g.
Proof.
  intros L I X. destruct (between j L) as [B1 B2].
  destruct (right_side q eps alpha clip kind rule Hinc Ha Hc He j x g L (all_gaps j L)
    (inside_basin j x I) ltac:(lra)) as (_ & _ & S3 & _).
  destruct (S3 ltac:(lra)) as (A & B & _). split; [lra | exact B].
Qed.
Lemma push_left j x g : (j < length q)%nat -> inside j x -> x < lo j ->
  0 < v x g /\ Rmin (a * (lo j - x)) clip <= v x g.
Proof.
  intros L I X. destruct (between j L) as [B1 B2].
  destruct (left_side q eps alpha clip kind rule Hinc Ha Hc He j x g L (all_gaps j L)
    (inside_basin j x I) ltac:(lra)) as (_ & _ & S3 & _).
  destruct (S3 ltac:(lra)) as (A & B & _). split; assumption.
Qed.

Lemma at_middle j g : (S j < length q)%nat ->
  v (mid j) g = if Nat.eq_dec rule PROJECTED then - g else clip.
Proof.
  intros L. rewrite velocity_is. destruct (at_midpoint q eps kind Hinc He j L (Hgap j L)) as [A ->].
  apply v_middle. lra.
Qed.

Lemma speed x g : Rabs (v x g) <= Rmax (Rabs g) clip.
Proof.
  unfold velocity, velocity_of, velocity_on, force_of, clipped; cbv zeta.
  destruct Rlt_dec; [rewrite Rabs_Ropp; apply Rmax_l|].
  destruct Nat.eq_dec; [rewrite Rabs_Ropp; apply Rmax_l|]. eapply Rle_trans; [|apply Rmax_r].
  destruct Req_EM_T; repeat destruct Rlt_dec; unfold Rabs; destruct Rcase_abs; lra.
Qed.

(* a short step keeps the open basin, and leads from a midpoint into one *)
Lemma keep j x g gamma : (j < length q)%nat -> inside j x -> 0 < gamma -> gamma * Rabs (v x g) < mu ->
  inside j (x + gamma * v x g).
Proof.
  intros L I G M. destruct (between j L) as [B1 B2]. destruct I as [I1 I2].
  assert (P := push_right j x g L (conj I1 I2)). assert (Q := push_left j x g L (conj I1 I2)).
  set (u := v x g) in *. assert (U1 := Rle_abs u). assert (U2 := Rle_abs (- u)). rewrite Rabs_Ropp in U2.
  assert (M1 : gamma * u <= gamma * Rabs u) by (apply Rmult_le_compat_l; lra).
  assert (M2 : gamma * - u <= gamma * Rabs u) by (apply Rmult_le_compat_l; lra).
  assert (N : gamma * - u = - (gamma * u)) by ring.
  split.
  - intros i ->. specialize (I1 i eq_refl). assert (W := Hmiddle i L). rewrite lo_inner in *.
    destruct (Rlt_dec x (mid i + width i / 2)) as [X|X]; [|lra].
    destruct (Q X) as [V _]. assert (0 < gamma * u) by (apply Rmult_lt_0_compat; lra). lra.
  - intros L'. specialize (I2 L'). assert (W := Hmiddle j L'). rewrite plus_inner in * by exact L'.
    destruct (Rlt_dec (mid j - width j / 2) x) as [X|X]; [|lra].
    destruct (P X) as [V _]. assert (0 < gamma * - u) by (apply Rmult_lt_0_compat; lra). lra.
Qed.
Lemma leave j g gamma : (S j < length q)%nat -> rule <> PROJECTED \/ g <> 0 -> 0 < gamma ->
  gamma * Rabs (v (mid j) g) < mu ->
  exists j', (j' < length q)%nat /\ inside j' (mid j + gamma * v (mid j) g).
Proof.
  intros L N G M. assert (V0 : v (mid j) g <> 0).
  { rewrite at_middle by exact L. destruct Nat.eq_dec; destruct N; try contradiction; lra. }
  set (u := v (mid j) g) in *. assert (W := Hmiddle j L).
  assert (U1 := Rle_abs u). assert (U2 := Rle_abs (- u)). rewrite Rabs_Ropp in U2.
  assert (M1 : gamma * u <= gamma * Rabs u) by (apply Rmult_le_compat_l; lra).
  assert (M2 : gamma * - u <= gamma * Rabs u) by (apply Rmult_le_compat_l; lra).
  assert (Ng : gamma * - u = - (gamma * u)) by ring.
  destruct (Rlt_dec 0 u) as [P|P].
  - exists (S j). split; [exact L|]. assert (0 < gamma * u) by (apply Rmult_lt_0_compat; lra).
    destruct (between (S j) L) as [B1 B2]. rewrite lo_inner in B1.
    split; [intros i [= <-]; lra|]. intros L'. assert (W' := Hmiddle (S j) L').
    rewrite plus_inner in B2 by exact L'. lra.
  - exists j. split; [lia|]. assert (0 < gamma * - u) by (apply Rmult_lt_0_compat; lra).
    destruct (between j ltac:(lia)) as [B1 B2]. rewrite plus_inner in B2 by exact L.
    split; [|intros _; lra]. intros i ->. assert (W' := Hmiddle i ltac:(lia)). rewrite lo_inner in B1. lra.
Qed.

(* distance to the interval of the basin: shorter by gamma min(a d, M_c), or at most the step *)
Lemma dist_any j x g gamma : (j < length q)%nat -> inside j x -> 0 < gamma ->
  dist j (x + gamma * v x g) <=
  Rmax (dist j x - gamma * Rmin (a * dist j x) clip) (gamma * Rabs (v x g)).
Proof.
  intros L I G. destruct (between j L) as [B1 B2].
  assert (P := push_right j x g L I). assert (Q := push_left j x g L I).
  set (u := v x g) in *. assert (U1 := Rle_abs u). assert (U2 := Rle_abs (- u)). rewrite Rabs_Ropp in U2.
  assert (M1 : gamma * u <= gamma * Rabs u) by (apply Rmult_le_compat_l; lra).
  assert (M2 : gamma * - u <= gamma * Rabs u) by (apply Rmult_le_compat_l; lra).
  assert (M0 : 0 <= gamma * Rabs u) by (apply Rmult_le_pos; [lra | apply Rabs_pos]).
  assert (N : gamma * - u = - (gamma * u)) by ring.
  set (s := gamma * Rabs u) in *.
  assert (M : s <= Rmax (dist j x - gamma * Rmin (a * dist j x) clip) s) by apply Rmax_r.
  assert (M' : dist j x - gamma * Rmin (a * dist j x) clip <=
    Rmax (dist j x - gamma * Rmin (a * dist j x) clip) s) by apply Rmax_l.
  set (top := Rmax _ s) in *.
  destruct (Rlt_dec (hi j) x) as [X|X]; [|destruct (Rlt_dec x (lo j)) as [Y|Y]].
  - destruct (P X) as [V1 V2]. assert (D : dist j x = x - hi j) by (unfold levels.dist; maxmin; lra).
    rewrite D in M'. assert (gamma * Rmin (a * (x - hi j)) clip <= gamma * - u) by (apply Rmult_le_compat_l; lra).
    unfold levels.dist. repeat apply Rmax_lub; lra.
  - destruct (Q Y) as [V1 V2]. assert (D : dist j x = lo j - x) by (unfold levels.dist; maxmin; lra).
    rewrite D in M'. assert (gamma * Rmin (a * (lo j - x)) clip <= gamma * u) by (apply Rmult_le_compat_l; lra).
    unfold levels.dist. repeat apply Rmax_lub; lra.
  - unfold levels.dist. repeat apply Rmax_lub; lra.
Qed.

(* size: R0 bounds the outermost ends of the intervals *)
Lemma size R0 x g gamma : Rabs (lo 0) <= R0 -> Rabs (hi (length q - 1)) <= R0 -> 0 < gamma ->
  Rabs (x + gamma * v x g) <= Rmax (Rabs x) (R0 + gamma * Rabs (v x g)).
Proof.
  intros H0 H1 G. set (last := (length q - 1)%nat) in *.
  assert (Ll : (last < length q)%nat) by (unfold last; lia).
  assert (E0 := Rle_abs (lo 0)). assert (E0' := Rle_abs (- lo 0)). rewrite Rabs_Ropp in E0'.
  assert (E1 := Rle_abs (hi last)). assert (E1' := Rle_abs (- hi last)). rewrite Rabs_Ropp in E1'.
  set (u := v x g).
  assert (S0 : 0 <= gamma * Rabs u) by (apply Rmult_le_pos; [lra | apply Rabs_pos]).
  assert (Au : Rabs (gamma * u) = gamma * Rabs u) by (rewrite Rabs_mult, (Rabs_pos_eq gamma); lra).
  destruct (Rle_dec (Rabs x) R0) as [X|X].
  { eapply Rle_trans; [|apply Rmax_r]. eapply Rle_trans; [apply Rabs_triang|]. lra. }
  set (top := Rmax (Rabs x) (R0 + gamma * Rabs u)).
  assert (T1 : Rabs x <= top) by apply Rmax_l. assert (T2 : R0 + gamma * Rabs u <= top) by apply Rmax_r.
  assert (A1 := Rle_abs (gamma * u)). assert (A2 := Rle_abs (- (gamma * u))). rewrite Rabs_Ropp in A2.
  assert (R0' : 0 <= R0) by (assert (A := Rabs_pos (lo 0)); lra).
  destruct (Rlt_dec 0 x) as [P|P].
  - rewrite (Rabs_pos_eq x) in * by lra.
    assert (I : inside last x).
    { split; [|unfold last; intros; lia]. intros i E. destruct (between last Ll) as [B1 B2].
      assert (W := Hmiddle i ltac:(lia)).
      assert (Y : mid i < lo last) by (rewrite E, lo_inner; lra). lra. }
    destruct (push_right last x g Ll I ltac:(lra)) as [V1 V2]. fold u in V1, V2.
    assert (0 < gamma * - u) by (apply Rmult_lt_0_compat; lra). apply Rabs_le. lra.
  - rewrite (Rabs_left1 x) in * by lra.
    assert (I : inside 0 x).
    { split; [intros i [=]|]. intros L. destruct (between 0%nat Hlen) as [B1 B2].
      rewrite plus_inner in B2 by exact L. assert (W := Hmiddle 0%nat L). lra. }
    destruct (push_left 0 x g Hlen I ltac:(lra)) as [V1 V2]. fold u in V1, V2.
    assert (0 < gamma * u) by (apply Rmult_lt_0_compat; lra). apply Rabs_le. lra.
Qed.

(* ---- near an interval, where the clip does not act: delta <= A/3 and 2 alpha delta <= M_c ---- *)
Lemma near_cases j x g delta : (j < length q)%nat -> inside j x -> dist j x <= delta ->
  3 * delta <= 2 * mu -> b * delta <= clip ->
  (lo j <= x <= hi j /\ v x g = - g) \/
  (exists U, hi j <= x /\ a * (x - hi j) <= U <= b * (x - hi j) /\ v x g = - Rmax g U) \/
  (exists U, x <= lo j /\ a * (lo j - x) <= U <= b * (lo j - x) /\ v x g = Rmax (- g) U).
Proof.
  intros L I D D3 Db. destruct (between j L) as [B1 B2].
  assert (D1 : lo j - x <= delta).
  { eapply Rle_trans; [|exact D]. unfold levels.dist. eapply Rle_trans; [apply Rmax_l | apply Rmax_r]. }
  assert (D2 : x - hi j <= delta).
  { eapply Rle_trans; [|exact D]. unfold levels.dist. eapply Rle_trans; [apply Rmax_r | apply Rmax_r]. }
  assert (b0 : 0 < b) by (unfold b_; lra).
  destruct (Rlt_dec x (lv q j)) as [H|H].
  - destruct (left_side q eps alpha clip kind rule Hinc Ha Hc He j x g L (all_gaps j L)
      (inside_basin j x I) H) as (S1 & _ & _ & _ & S5).
    destruct (Rlt_dec (lo j - x) 0) as [X|X]; [left; split; [lra | apply S1, X]|].
    right; right. destruct S5 as (U & U1 & U2); [lra | | |].
    + intros i ->. assert (W := Hmiddle i L). lra.
    + apply Rle_trans with (b * delta); [apply Rmult_le_compat_l; lra | exact Db].
    + exists U. split; [lra|]. split; assumption.
  - destruct (right_side q eps alpha clip kind rule Hinc Ha Hc He j x g L (all_gaps j L)
      (inside_basin j x I) ltac:(lra)) as (S1 & _ & _ & _ & S5).
    destruct (Rlt_dec (x - hi j) 0) as [X|X].
    { left; split; [lra|]. specialize (S1 X). lra. }
    right; left. destruct S5 as (U & U1 & U2); [lra | | |].
    + intros L'. assert (W := Hmiddle j L'). lra.
    + apply Rle_trans with (b * delta); [apply Rmult_le_compat_l; lra | exact Db].
    + exists U. split; [lra|]. split; [exact U1 | lra].
Qed.
(* close to an interval is inside its open basin *)
Lemma near_inside j x : (j < length q)%nat -> dist j x < mu -> inside j x.
Proof.
  intros L D. destruct (between j L) as [B1 B2].
  assert (D1 : lo j - x < mu).
  { eapply Rle_lt_trans; [|exact D]. unfold levels.dist. eapply Rle_trans; [apply Rmax_l | apply Rmax_r]. }
  assert (D2 : x - hi j < mu).
  { eapply Rle_lt_trans; [|exact D]. unfold levels.dist. eapply Rle_trans; [apply Rmax_r | apply Rmax_r]. }
  split.
  - intros i ->. assert (W := Hmiddle i L). rewrite lo_inner in D1. lra.
  - intros L'. assert (W := Hmiddle j L'). rewrite plus_inner in D2 by exact L'. lra.
Qed.
End Line.
