(* Corollary 1': a stepsize up to gamma_max of a level is admissible at it, equality included; the
   variant with 1/(2 alpha) in place of the interval does not vanish with epsilon. *)
From Coq Require Import Reals Lra Psatz List Arith Lia.
From Askew Require Import kernel levels sides lemma_2 lemma_3 lemma_5 corollary_1_sharper.
Open Scope R_scope.

Section Admissible.
Variables (q : list R) (eps alpha clip gamma G : R) (kind rule : nat).
Hypothesis Hinc : increasing q.
Hypothesis Ha : 0 < alpha.
Hypothesis Hc : 0 < clip.
Hypothesis He : 0 < eps.
Hypothesis Hgamma : 0 < gamma.
Hypothesis HGpos : 0 < G.
Variable i : nat.
Hypothesis Hi : (i < length q)%nat.
Hypothesis Hgaps : gaps_ok q eps kind i.
Notation lo := (minus q eps kind i).
Notation hi := (plus q eps kind i).
Notation width := (width q eps kind).
Notation B := (Rmax G clip).

(* the least of a first term and f(D) over the inner sides of level i *)
Definition over_sides (f : R -> R) (first : R) : R :=
  let left := match i with O => first | S j => Rmin first (f (width j)) end in
  if lt_dec (S i) (length q) then Rmin left (f (width i)) else left.
Definition gamma_max : R := over_sides (fun D => Rmin (D / (2 * B)) (D / (3 * G))) ((hi - lo) / B).
Definition gamma_max_annealing : R :=
  over_sides (fun D => Rmin (D / (2 * B)) (D / (3 * G))) (1 / (2 * alpha)).

Lemma over_sides_le f first x : x <= over_sides f first ->
  x <= first /\ (forall j, i = S j -> x <= f (width j)) /\ ((S i < length q)%nat -> x <= f (width i)).
Proof.
  unfold over_sides. cbv zeta. intros H.
  set (left := match i with O => first | S j => Rmin first (f (width j)) end) in *.
  assert (X : x <= left /\ ((S i < length q)%nat -> x <= f (width i))).
  { destruct lt_dec as [L|L]; [|split; [exact H | tauto]].
    assert (A := Rmin_l left (f (width i))). assert (C := Rmin_r left (f (width i))). split; [|intros _]; lra. }
  destruct X as [X Y]. split; [|split; [|exact Y]].
  - unfold left in X. destruct i as [|j]; [exact X|].
    assert (A := Rmin_l first (f (width j))). lra.
  - intros j E. unfold left in X. subst i. assert (A := Rmin_r first (f (width j))). lra.
Qed.

Lemma B_pos : 0 < B /\ G <= B /\ clip <= B.
Proof. assert (A := Rmax_l G clip). assert (C := Rmax_r G clip). lra. Qed.

Lemma from_quotient x y z : 0 < y -> x <= z / y -> x * y <= z.
Proof.
  intros Y H. apply Rle_trans with (z / y * y); [apply Rmult_le_compat_r; lra|]. right; field; lra.
Qed.

Lemma middles first : gamma <= over_sides (fun D => Rmin (D / (2 * B)) (D / (3 * G))) first ->
  gamma <= first /\ thirds q eps gamma G kind i /\
  ((forall j, i = S j -> gamma * clip <= width j / 2) /\ ((S i < length q)%nat -> gamma * clip <= width i / 2)).
Proof.
  intros H. destruct B_pos as (B0 & B1 & B2). destruct (over_sides_le _ _ _ H) as (F & L & R).
  assert (Use : forall D, gamma <= Rmin (D / (2 * B)) (D / (3 * G)) ->
    gamma * G <= D / 3 /\ gamma * clip <= D / 2).
  { intros D X. assert (X1 := Rmin_l (D / (2 * B)) (D / (3 * G))).
    assert (X2 := Rmin_r (D / (2 * B)) (D / (3 * G))).
    assert (Y1 := from_quotient gamma (2 * B) D ltac:(lra) ltac:(lra)).
    assert (Y2 := from_quotient gamma (3 * G) D ltac:(lra) ltac:(lra)).
    assert (gamma * clip <= gamma * B) by (apply Rmult_le_compat_l; lra). lra. }
  split; [exact F|split; [|split]].
  - split; [intros j E; apply Use, L, E | intros E; apply Use, R, E].
  - intros j E; apply Use, L, E.
  - intros E; apply Use, R, E.
Qed.

Variable g : nat -> R.
Hypothesis Hg : forall k, Rabs (g k) <= G.
Variable w0 : R.
Hypothesis Hw0 : basin q rule i w0.
Notation w := (iterate q eps alpha clip kind rule (fun _ => gamma) g w0).
Notation d := (dist q eps kind i).
Definition settles := forall k, (k1 q eps alpha clip gamma G kind i w0 <= k)%nat ->
  basin q rule i (w k) /\ d (w k) <= gamma * G /\
  Rabs (skewing_force (w k) q eps alpha clip kind) <= 2 * alpha * (gamma * G).

Theorem corollary_1 : gamma <= gamma_max -> settles.
Proof.
  intros H. destruct (middles _ H) as (W & T & _). destruct B_pos as (B0 & B1 & B2).
  intros k Hk. apply corollary_1_sharper; auto. split; [|exact T].
  assert (X := from_quotient gamma B (hi - lo) B0 W).
  assert (gamma * (clip - G) <= gamma * B) by (apply Rmult_le_compat_l; lra). lra.
Qed.

Theorem corollary_1_annealing : gamma <= gamma_max_annealing -> settles.
Proof.
  intros H. destruct (middles _ H) as (W & T & M & M'). clear H. intros k Hk.
  assert (gG : 0 < gamma * G) by (apply Rmult_lt_0_compat; lra).
  assert (X := from_quotient gamma (2 * alpha) 1 ltac:(lra) W).
  destruct (level_between q eps kind Hinc He i Hi Hgaps) as [B1 B2].
  apply settled_force; auto; [|right; lra].
  destruct T as [TL TR]. destruct Hgaps as [G1 G2]. split; [exact Hgamma|split].
  - intros j E. specialize (M j E). specialize (TL j E). specialize (G1 j E).
    destruct (width_sq q eps kind j G1) as [D _].
    assert (lo = mid q j + width j / 2) by (rewrite E; reflexivity). split; lra.
  - intros L. specialize (M' L). specialize (TR L). specialize (G2 L).
    destruct (width_sq q eps kind i G2) as [D _]. rewrite plus_inner in * by exact L. split; lra.
Qed.

(* 1'' is never below 1' *)
Theorem sharper_is_larger : gamma <= gamma_max -> sharper q eps clip gamma G kind i.
Proof.
  intros H. destruct (middles _ H) as (W & T & _). destruct B_pos as (B0 & B1 & B2).
  split; [|exact T]. assert (X := from_quotient gamma B (hi - lo) B0 W).
  assert (gamma * (clip - G) <= gamma * B) by (apply Rmult_le_compat_l; lra). lra.
Qed.
End Admissible.
