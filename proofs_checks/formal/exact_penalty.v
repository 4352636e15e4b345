(* The exact penalty: the directional derivative of l + mu sum max(0, -psi_i) along the velocity, in one
   infeasible coordinate, and with the distance in place of max(0, -psi_i). Off the midpoints the
   derivative of max(0, -psi) along v is -psi' v; that of the distance, along an inward v, is -|v|. *)
From Coq Require Import Reals Lra Psatz List Arith Lia.
From Askew Require Import kernel levels sides lemma_2.
Open Scope R_scope.

Lemma force_inward psi s alpha clip : 0 < alpha -> 0 < clip -> psi < 0 -> s <> 0 ->
  0 < force_of psi s alpha clip * s.
Proof.
  intros Ha Hc Hp Hs. unfold force_of. destruct Req_EM_T; [contradiction|].
  assert (E : - alpha * psi / s * s = - alpha * psi) by (field; exact Hs).
  assert (P : 0 < - alpha * psi) by nra. set (f := - alpha * psi / s) in *.
  destruct (clipped_spec f clip Hc) as (_ & C1 & C2 & _).
  destruct (Rtotal_order s 0) as [S|[S|S]]; [|contradiction|].
  - assert (f < 0) by nra. destruct (C2 H) as [X _]. nra.
  - assert (0 < f) by nra. destruct (C1 H) as [X _]. nra.
Qed.

(* exactly when the derivative (g - mu psi') v is at most -v^2 *)
Theorem penalty_exact psi s g mu alpha clip : 0 < alpha -> 0 < clip -> psi < 0 -> s <> 0 ->
  let v := force_of psi s alpha clip in ((g - mu * s) * v <= - v ^ 2 <-> (v + g) / s <= mu).
Proof.
  intros Ha Hc Hp Hs v. assert (V := force_inward psi s alpha clip Ha Hc Hp Hs). fold v in V.
  assert (E : (v + g) / s * (v * s) = (v + g) * v) by (field; exact Hs).
  assert (E' : mu * (v * s) - (v + g) * v = - v ^ 2 - (g - mu * s) * v) by ring.
  split; intros H.
  - apply Rmult_le_reg_r with (v * s); lra.
  - assert ((v + g) / s * (v * s) <= mu * (v * s)) by (apply Rmult_le_compat_r; lra). lra.
Qed.

Section Sufficient.
Variables (q : list R) (eps alpha clip A G : R) (kind : nat).
Hypothesis Hkind : kind <> QUARTIC.
Hypothesis Hinc : increasing q.
Hypothesis Ha : 0 < alpha.
Hypothesis Hc : 0 < clip.
Hypothesis He : 0 < eps.
(* A: the smallest infeasible width *)
Hypothesis Hgap : forall j, (S j < length q)%nat -> gap_ok q eps kind j /\ A <= width q eps kind j.
Variables (i : nat) (w : R).
Hypothesis Hi : (i < length q)%nat.
Notation d := (dist q eps kind i w).
Hypothesis Hd : 0 < d /\ 2 * d < A.

Lemma slope_size : remoteness w q eps kind < 0 /\ slope w q kind <> 0 /\
  Rmin 1 (A - 2 * d) <= Rabs (slope w q kind).
Proof.
  assert (Hg : gaps_ok q eps kind i) by (split; [intros j ->; apply Hgap; lia | apply Hgap]).
  destruct (level_between q eps kind Hinc He i Hi Hg) as [B1 B2].
  assert (Same : forall p s, psi_of eps kind p = p /\ slope_of eps kind p s = s).
  { intros p s. unfold psi_of, slope_of. destruct (Nat.eq_dec kind QUARTIC); [contradiction | auto]. }
  assert (M1 := Rmin_l 1 (A - 2 * d)). assert (M2 := Rmin_r 1 (A - 2 * d)).
  assert (D : d = Rmax 0 (Rmax (minus q eps kind i - w) (w - plus q eps kind i))) by reflexivity.
  assert (Cases : (w < minus q eps kind i /\ d = minus q eps kind i - w) \/ (plus q eps kind i < w /\ d = w - plus q eps kind i)).
  { destruct Hd as [D0 _]. revert D D0. generalize d. intros d0 ->. maxmin; lra. }
  destruct Hd as [D0 D2]. destruct Cases as [[X E]|[X E]].
  - destruct i as [|j].
    + destruct (left_of_all q eps kind Hinc He w ltac:(lia)) as (-> & -> & _); [lra|].
      destruct (Same (reach kind eps - (lv q 0 - w)) 1) as [-> ->]. simpl minus in E, X.
      rewrite Rabs_R1. repeat split; lra.
    + destruct (Hgap j Hi) as [Gj Aj]. destruct (width_sq q eps kind j Gj) as [W _].
      assert (P := Hinc j Hi). simpl minus in E, X, B1.
      destruct (in_gap q eps kind Hinc He j w Hi Gj) as (-> & -> & _); [unfold mid in *; lra|].
      destruct (Same ((w - mid q j) ^ 2 - width q eps kind j ^ 2 / 4) (2 * (w - mid q j))) as [-> ->].
      rewrite Rabs_pos_eq by lra. split; [nra|split; lra].
  - destruct (Nat.eq_dec (S i) (length q)) as [L|L].
    + rewrite plus_last in E, X by exact L.
      assert (R := reach_pos eps kind He).
      destruct (right_of_all q eps kind Hinc He i w ltac:(lia)) as (-> & -> & _); [lra|].
      destruct (Same (reach kind eps - (w - lv q i)) (-1)) as [-> ->].
      rewrite Rabs_left by lra. repeat split; lra.
    + assert (Hj : (S i < length q)%nat) by lia. destruct (Hgap i Hj) as [Gj Aj].
      destruct (width_sq q eps kind i Gj) as [W _]. assert (P := Hinc i Hj).
      rewrite plus_inner in E, X, B2 by exact Hj.
      destruct (in_gap q eps kind Hinc He i w Hj Gj) as (-> & -> & _); [unfold mid in *; lra|].
      destruct (Same ((w - mid q i) ^ 2 - width q eps kind i ^ 2 / 4) (2 * (w - mid q i))) as [-> ->].
      rewrite Rabs_left by lra. split; [nra|split; lra].
Qed.

(* the largest force at distance d *)
Definition force_bound := if Rle_dec (3 * d) A then Rmin clip (2 * alpha * d) else clip.

Theorem penalty_sufficient g mu : Rabs g <= G -> (G + force_bound) / Rmin 1 (A - 2 * d) <= mu ->
  let v := skewing_force w q eps alpha clip kind in (g - mu * slope w q kind) * v <= - v ^ 2.
Proof.
  intros HG Hmu v. destruct slope_size as (P & S & L).
  assert (M0 : 0 < Rmin 1 (A - 2 * d)) by (apply Rmin_glb_lt; lra).
  assert (V : v = force_of (remoteness w q eps kind) (slope w q kind) alpha clip).
  { unfold v, skewing_force; cbv zeta. fold (remoteness w q eps kind) (slope w q kind). destruct Rlt_dec; [lra | reflexivity]. }
  rewrite V. apply penalty_exact; auto. rewrite <- V.
  assert (Vc : Rabs v <= clip).
  { rewrite V. unfold force_of. destruct Req_EM_T; [contradiction|].
    unfold clipped, Rabs; repeat destruct Rlt_dec; repeat destruct Rcase_abs; lra. }
  assert (Vb : Rabs v <= force_bound).
  { unfold force_bound. destruct Rle_dec as [N|N]; [|exact Vc]. apply Rmin_glb; [exact Vc|].
    apply force_near; auto.
    - split; [intros j ->; apply Hgap; lia | apply Hgap].
    - intros j ->. destruct (Hgap j Hi). lra.
    - intros Hj. destruct (Hgap i Hj). lra. }
  assert (S0 : 0 < Rabs (slope w q kind)) by (apply Rabs_pos_lt, S).
  assert (F0 : 0 <= G + force_bound) by (assert (X := Rabs_pos g); assert (Y := Rabs_pos v); lra).
  eapply Rle_trans; [apply Rle_abs|]. unfold Rdiv. rewrite Rabs_mult, Rabs_inv.
  apply Rle_trans with ((G + force_bound) * / Rmin 1 (A - 2 * d)); [|exact Hmu].
  apply Rmult_le_compat; [apply Rabs_pos | apply Rlt_le, Rinv_0_lt_compat, S0 | |].
  - eapply Rle_trans; [apply Rabs_triang|]. lra.
  - apply Rinv_le_contravar; assumption.
Qed.
End Sufficient.

(* with the distance to the feasible set, mu >= G + M_c suffices everywhere, midpoints included *)
Theorem penalty_distance g v mu G clip : Rabs g <= G -> Rabs v <= clip -> G + clip <= mu ->
  g * v - mu * Rabs v <= - v ^ 2.
Proof.
  intros HG HV H. rewrite <- (pow2_abs v). assert (X := Rabs_pos v).
  assert (Y : g * v <= Rabs g * Rabs v) by (rewrite <- Rabs_mult; apply Rle_abs).
  assert (Rabs g * Rabs v <= G * Rabs v) by (apply Rmult_le_compat_r; assumption).
  assert (Rabs v * Rabs v <= clip * Rabs v) by (apply Rmult_le_compat_r; assumption).
  assert ((G + clip) * Rabs v <= mu * Rabs v) by (apply Rmult_le_compat_r; assumption). nra.
Qed.
