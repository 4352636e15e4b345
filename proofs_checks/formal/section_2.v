(* Section 2: the values of the k-bit quantizer, BinaryConnect as dual averaging in any number of
   coordinates, and the proximal map on the line for any set of levels. *)
From Coq Require Import Reals Lra Psatz ZArith Arith Lia.
From Askew Require Import sums.
Open Scope R_scope.

Lemma quantizer (round : R -> Z) (h c m : Z) : (forall x, Rabs (IZR (round x) - x) <= / 2) -> (1 <= h)%Z ->
  (exists w, 0 <= w <= 1 /\ m = (round ((2 * IZR h - 1) * w)%R - c)%Z) <-> (- c <= m <= 2 * h - 1 - c)%Z.
Proof.
  intros Hr Hh. assert (H1 := IZR_le _ _ Hh).
  assert (Near : forall x, - / 2 <= IZR (round x) - x <= / 2).
  { intros x. assert (N := Hr x). unfold Rabs in N. destruct Rcase_abs; lra. }
  assert (Whole : forall r, round (IZR r) = r).
  { intros r. assert (N := Near (IZR r)). rewrite <- minus_IZR in N.
    assert (A : -1 < IZR (round (IZR r) - r)) by lra. assert (B : IZR (round (IZR r) - r) < 1) by lra.
    apply lt_IZR in A. apply lt_IZR in B. lia. }
  split.
  - intros (w & Hw & ->). set (r := round ((2 * IZR h - 1) * w)).
    assert (N := Near ((2 * IZR h - 1) * w)). fold r in N.
    assert (A : -1 < IZR r) by nra. assert (B : IZR r < 2 * IZR h) by nra.
    apply lt_IZR in A. rewrite <- mult_IZR in B. apply lt_IZR in B. lia.
  - intros Hm. exists (IZR (m + c) / (2 * IZR h - 1)).
    assert (A : 0 <= IZR (m + c)) by (apply (IZR_le 0); lia).
    assert (B : IZR (m + c) <= 2 * IZR h - 1) by (rewrite <- mult_IZR, <- minus_IZR; apply IZR_le; lia).
    assert (I : 0 < / (2 * IZR h - 1)) by (apply Rinv_0_lt_compat; lra).
    replace ((2 * IZR h - 1) * (IZR (m + c) / (2 * IZR h - 1))) with (IZR (m + c)) by (field; lra).
    split; [|rewrite Whole; lia]. split; [apply Rmult_le_pos; lra|].
    apply Rmult_le_reg_r with (2 * IZR h - 1); [lra|].
    replace (IZR (m + c) / (2 * IZR h - 1) * (2 * IZR h - 1)) with (IZR (m + c)) by (field; lra). lra.
Qed.

Lemma half k : 2 ^ S k = 2 * IZR (2 ^ Z.of_nat k) /\ (1 <= 2 ^ Z.of_nat k)%Z.
Proof.
  split; [rewrite <- pow_IZR; reflexivity|].
  assert (0 < 2 ^ Z.of_nat k)%Z by (apply Z.pow_pos_nonneg; lia). lia.
Qed.

(* k + 1 bits, and any way to round to a nearest integer *)
Theorem k_bit (round : R -> Z) k m : (forall x, Rabs (IZR (round x) - x) <= / 2) ->
  (exists w, 0 <= w <= 1 /\ m = (round ((2 ^ S k - 1) * w)%R - (2 ^ Z.of_nat k - 1))%Z) <->
  (- (2 ^ Z.of_nat k - 1) <= m <= 2 ^ Z.of_nat k)%Z.
Proof.
  intros Hr. destruct (half k) as [-> H]. rewrite (quantizer round _ _ m Hr H). lia.
Qed.

(* with 2^k subtracted, the levels of section 6 *)
Theorem k_bit_repaired (round : R -> Z) k m : (forall x, Rabs (IZR (round x) - x) <= / 2) ->
  (exists w, 0 <= w <= 1 /\ m = (round ((2 ^ S k - 1) * w)%R - 2 ^ Z.of_nat k)%Z) <->
  (- 2 ^ Z.of_nat k <= m <= 2 ^ Z.of_nat k - 1)%Z.
Proof.
  intros Hr. destruct (half k) as [-> H]. rewrite (quantizer round _ _ m Hr H). lia.
Qed.

(* P w is a nearest point of Q i to w in every coordinate i; g j is any vector, as one at P (w j) *)
Theorem dual_averaging n (Q : nat -> R -> Prop) (P : (nat -> R) -> nat -> R)
  (gamma : nat -> R) (w g : nat -> nat -> R) T :
  (forall x i, (i < n)%nat -> Q i (P x i) /\ forall z, Q i z -> Rabs (x i - P x i) <= Rabs (x i - z)) ->
  (forall j i, w (S j) i = w j i - gamma j * g j i) ->
  let objective := fun z : nat -> R =>
    dot n (fun i => sum (S T) (fun j => gamma j * g j i) - w O i) z + / 2 * norm2 n z in
  (forall i, (i < n)%nat -> Q i (P (w (S T)) i)) /\
  forall z, (forall i, (i < n)%nat -> Q i (z i)) -> objective (P (w (S T))) <= objective z.
Proof.
  intros HP Hw objective. split; [intros i Hi; apply HP, Hi|]. intros z Hz.
  assert (L : forall m i, sum m (fun j => gamma j * g j i) - w O i = - w m i).
  { induction m as [|m IH]; intros i; cbn [sum]; [ring|]. specialize (IH i). rewrite Hw. lra. }
  assert (E : forall y, objective y =
    sum n (fun i => / 2 * (w (S T) i - y i) ^ 2) - / 2 * norm2 n (fun i => w (S T) i)).
  { intros y. unfold objective, dot, norm2. rewrite <- !sum_scal.
    assert (D : forall f h k, (forall i, f i + h i + k i = 0) -> sum n f + sum n h = - sum n k).
    { intros f h k A. assert (sum n (fun i => f i + h i + k i) = 0).
      { rewrite (sum_ext n _ (fun _ => 0)); [rewrite sum_const; ring | intros; apply A]. }
      rewrite !sum_plus in H. lra. }
    rewrite (D _ _ (fun i => - (/ 2 * (w (S T) i - y i) ^ 2) + / 2 * w (S T) i ^ 2)).
    - rewrite sum_plus. assert (O := sum_scal n (-1) (fun i => / 2 * (w (S T) i - y i) ^ 2)).
      rewrite (sum_ext n _ (fun i => - (/ 2 * (w (S T) i - y i) ^ 2))) in O by (intros; ring). lra.
    - intros i. rewrite L. field. }
  rewrite !E. apply Rplus_le_compat_r. apply sum_le. intros i Hi.
  destruct (HP (w (S T)) i Hi) as [_ N]. specialize (N (z i) (Hz i Hi)).
  apply Rsqr_le_abs_1 in N. unfold Rsqr in N. nra.
Qed.

(* R is the distance to Q, q a nearest point of Q to w *)
Theorem proximal_map (Q : R -> Prop) (dist : R -> R) w q lam :
  (forall x, (exists z, Q z /\ dist x = Rabs (x - z)) /\ forall z, Q z -> dist x <= Rabs (x - z)) ->
  0 <= lam -> Q q -> (forall z, Q z -> Rabs (w - q) <= Rabs (w - z)) ->
  let p := if Rle_dec q w then q + Rmax (w - q - lam) 0 else q - Rmax (q - w - lam) 0 in
  forall x, / 2 * (w - p) ^ 2 + lam * dist p <= / 2 * (w - x) ^ 2 + lam * dist x.
Proof.
  intros HD Hl Hq Near p x. destruct (HD x) as [(z & Hz & ->) _]. destruct (HD p) as [_ Dp].
  specialize (Dp q Hq). specialize (Near z Hz).
  assert (lam * dist p <= lam * Rabs (p - q)) by (apply Rmult_le_compat_l; assumption).
  assert (M : / 2 * (w - p) ^ 2 + lam * Rabs (p - q) <= / 2 * (w - x) ^ 2 + lam * Rabs (x - z)); [|lra].
  assert (Tri : Rabs (w - q) <= Rabs (w - x) + Rabs (x - z)).
  { eapply Rle_trans; [exact Near|]. replace (w - z) with (w - x + (x - z)) by ring. apply Rabs_triang. }
  assert (T2 : lam * Rabs (w - q) <= lam * (Rabs (w - x) + Rabs (x - z))) by (apply Rmult_le_compat_l; assumption).
  assert (A0 := Rabs_pos (w - x)). assert (B0 := Rabs_pos (x - z)).
  rewrite <- (pow2_abs (w - x)). set (a := Rabs (w - x)) in *. set (b := Rabs (x - z)) in *.
  assert (S : Rabs (p - q) = Rmax (Rabs (w - q) - lam) 0 /\
    (w - p) ^ 2 = (Rabs (w - q) - Rmax (Rabs (w - q) - lam) 0) ^ 2).
  { assert (M0 : forall u, 0 <= Rmax u 0) by (intros; apply Rmax_r). unfold p. destruct (Rle_dec q w) as [L|L]; [|apply Rnot_le_lt in L].
    - rewrite (Rabs_pos_eq (w - q)) by lra. set (m := Rmax (w - q - lam) 0).
      replace (q + m - q) with m by ring. split; [apply Rabs_pos_eq, M0 | ring].
    - rewrite (Rabs_left (w - q)) by lra. replace (- (w - q) - lam) with (q - w - lam) by ring.
      set (m := Rmax (q - w - lam) 0). replace (q - m - q) with (- m) by ring. rewrite Rabs_Ropp.
      split; [apply Rabs_pos_eq, M0 | ring]. }
  destruct S as [S1 S2]. rewrite S1, S2. set (c := Rabs (w - q)) in *.
  unfold Rmax; destruct (Rle_dec (c - lam) 0).
  - replace (c - 0) with c by ring. assert (C : 0 <= c) by apply Rabs_pos.
    destruct (Rle_dec c a) as [Ca|Ca].
    + assert (0 <= lam * b) by (apply Rmult_le_pos; assumption). nra.
    + assert (c * (c - a) <= lam * (c - a)) by (apply Rmult_le_compat_r; lra).
      assert (lam * (c - a) <= lam * b) by (apply Rmult_le_compat_l; lra).
      assert (0 <= (a - c) ^ 2) by apply pow2_ge_0. nra.
  - replace (c - (c - lam)) with lam by ring. assert (0 <= (a - lam) ^ 2) by apply pow2_ge_0. nra.
Qed.
