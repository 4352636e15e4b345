(* The minimiser x^ of l(y) + M |x - y|^2 over a box C, its value phi, and stationarity on C. *)
From Coq Require Import Reals Lra Psatz Arith Lia ClassicalChoice FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import sums sequences.
Open Scope R_scope.

Lemma sum_const0 n : sum n (fun _ => 0) = 0.
Proof. rewrite sum_const; ring. Qed.

(* t A + t^2 B >= 0 for all small t > 0 *)
Lemma vi_scalar A Bq : 0 <= Bq -> (forall t, 0 < t <= 1 -> 0 <= t * A + t ^ 2 * Bq) -> 0 <= A.
Proof.
  intros HB H. apply Rnot_lt_le. intros HA.
  assert (P : 0 < 2 * Bq + 1) by lra. set (t := Rmin 1 (- A / (2 * Bq + 1))).
  assert (Q : 0 < - A / (2 * Bq + 1)) by (apply Rdiv_lt_0_compat; lra).
  assert (T1 : 0 < t <= 1) by (unfold t, Rmin; destruct Rle_dec; lra).
  assert (T2 : t * (2 * Bq + 1) <= - A).
  { apply Rle_trans with (- A / (2 * Bq + 1) * (2 * Bq + 1)); [|right; field; lra].
    apply Rmult_le_compat_r; [lra | apply Rmin_r]. }
  specialize (H t T1). nra.
Qed.

(* the gradient against z = p - x^: g = g(w), gx = g(x^), x = x^ *)
Lemma gradient_against_z n M w p x g gx : 0 < M ->
  0 <= sum n (fun i => (gx i + 2 * M * (x i - w i)) * (p i - x i)) ->
  norm2 n (fun i => g i - gx i) <= M ^ 2 * norm2 n (fun i => w i - x i) ->
  (forall i, (i < n)%nat -> 0 <= (w i - p i) * (p i - x i)) ->
  M * norm2 n (fun i => p i - x i) - M / 2 * norm2 n (fun i => w i - p i) <= sum n (fun i => g i * (p i - x i)).
Proof.
  intros HM VI Lip Hc.
  assert (I : 0 < / (2 * M)) by (apply Rinv_0_lt_compat; lra).
  assert (P : 0 <= (sum n (fun i => g i * (p i - x i)))
     + (-1) * sum n (fun i => (gx i + 2 * M * (x i - w i)) * (p i - x i))
     + / (2 * M) * sum n (fun i => (g i - gx i) ^ 2 - M ^ 2 * (w i - x i) ^ 2)
     + (- M) * norm2 n (fun i => p i - x i) + M / 2 * norm2 n (fun i => w i - p i)).
  { unfold norm2. apply lin. intros i Hi. specialize (Hc i Hi).
    set (z := p i - x i) in *. set (e := w i - p i) in *.
    replace (x i - w i) with (- (e + z)) by (unfold e, z; ring).
    replace (w i - x i) with (e + z) by (unfold e, z; ring).
    assert (Q : 0 <= / (2 * M) * (g i - gx i + M * z) ^ 2) by (apply Rmult_le_pos; [lra | apply pow2_ge_0]).
    assert (E1 : / (2 * M) * (g i - gx i + M * z) ^ 2 =
       / (2 * M) * (g i - gx i) ^ 2 + (g i - gx i) * z + M / 2 * z ^ 2) by (field; lra).
    assert (E2 : / (2 * M) * ((g i - gx i) ^ 2 - M ^ 2 * (e + z) ^ 2) =
       / (2 * M) * (g i - gx i) ^ 2 - M / 2 * (e + z) ^ 2) by (field; lra).
    rewrite E2. assert (0 <= M * (e * z)) by (apply Rmult_le_pos; lra). lra. }
  assert (L : sum n (fun i => (g i - gx i) ^ 2 - M ^ 2 * (w i - x i) ^ 2) <= 0).
  { assert (Z : 0 <= norm2 n (fun i => g i - gx i) + (- M ^ 2) * norm2 n (fun i => w i - x i)
       + (-1) * sum n (fun i => (g i - gx i) ^ 2 - M ^ 2 * (w i - x i) ^ 2)
       + 0 * sum n (fun _ => 0) + 0 * sum n (fun _ => 0)) by (unfold norm2; apply lin; intros; lra).
    lra. }
  assert (/ (2 * M) * sum n (fun i => (g i - gx i) ^ 2 - M ^ 2 * (w i - x i) ^ 2) <= 0) by nra.
  lra.
Qed.


(* the minimiser is 2-Lipschitz: x, y the minimisers for u, v *)
Lemma hat_lipschitz n M u v x y gx gy : 0 < M ->
  0 <= sum n (fun i => (gx i + 2 * M * (x i - u i)) * (y i - x i)) ->
  0 <= sum n (fun i => (gy i + 2 * M * (y i - v i)) * (x i - y i)) ->
  norm2 n (fun i => gx i - gy i) <= M ^ 2 * norm2 n (fun i => x i - y i) ->
  norm2 n (fun i => x i - y i) <= 4 * norm2 n (fun i => u i - v i).
Proof.
  intros HM V1 V2 Lip. assert (I : 0 < / (2 * M)) by (apply Rinv_0_lt_compat; lra).
  assert (P : 0 <= / (2 * M) * norm2 n (fun i => gx i - gy i)
     + (-1) * sum n (fun i => (gx i + 2 * M * (x i - u i)) * (y i - x i))
     + (-1) * sum n (fun i => (gy i + 2 * M * (y i - v i)) * (x i - y i))
     + (M / 2 - 2 * M + M / 2) * norm2 n (fun i => x i - y i) + (2 * M) * norm2 n (fun i => u i - v i)).
  { replace (/ (2 * M) * norm2 n (fun i => gx i - gy i)) with
      (sum n (fun i => / (2 * M) * (gx i - gy i) ^ 2)).
    2:{ unfold norm2. apply sum_scal. }
    unfold norm2. apply lin. intros i _.
    set (e := x i - y i). set (h := u i - v i). set (G := gx i - gy i).
    match goal with |- 0 <= ?X =>
      replace X with (/ (2 * M) * (G + M * e) ^ 2 + M / 2 * (e - 2 * h) ^ 2) by (unfold e, h, G; field; lra) end.
    apply Rplus_le_le_0_compat; apply Rmult_le_pos; try apply pow2_ge_0; lra. }
  assert (Q : / (2 * M) * norm2 n (fun i => gx i - gy i) <= M / 2 * norm2 n (fun i => x i - y i)).
  { replace (M / 2 * norm2 n (fun i => x i - y i)) with (/ (2 * M) * (M ^ 2 * norm2 n (fun i => x i - y i))) by (field; lra).
    apply Rmult_le_compat_l; lra. }
  nra.
Qed.

Section Box.
Variables (n : nat) (M : R) (lo hi : nat -> R) (l : (nat -> R) -> R) (g : (nat -> R) -> nat -> R).
Hypothesis HM : 0 < M.
Hypothesis Hbox : forall i, (i < n)%nat -> lo i <= hi i.
Definition inC (y : nat -> R) := forall i, (i < n)%nat -> lo i <= y i <= hi i.
(* the descent lemma on C, both directions *)
Hypothesis Hdescent : forall y y', inC y -> inC y' ->
  Rabs (l y' - l y - dot n (g y) (fun i => y' i - y i)) <= M / 2 * norm2 n (fun i => y' i - y i).

Lemma Hlow y y' : inC y -> inC y' ->
  l y + sum n (fun i => g y i * (y' i - y i)) - M / 2 * norm2 n (fun i => y' i - y i) <= l y'.
Proof. intros A B. assert (H := Hdescent y y' A B). apply Rabs_le_between in H. unfold dot in H. lra. Qed.
Lemma Hup y y' : inC y -> inC y' ->
  l y' <= l y + sum n (fun i => g y i * (y' i - y i)) + M / 2 * norm2 n (fun i => y' i - y i).
Proof. intros A B. assert (H := Hdescent y y' A B). apply Rabs_le_between in H. unfold dot in H. lra. Qed.

Definition objective (x y : nat -> R) := l y + M * norm2 n (fun i => x i - y i).
Section Point.
Variable x : nat -> R.
Notation F := (objective x).

(* midpoint strong convexity *)
Lemma midpoint y y' : inC y -> inC y' -> 
  M / 4 * norm2 n (fun i => y i - y' i) <= F y + F y' - 2 * F (fun i => (y i + y' i) / 2).
Proof.
  intros H H'. set (c := fun i => (y i + y' i) / 2).
  assert (Hc : inC c) by (intros i Hi; specialize (H i Hi); specialize (H' i Hi); unfold c; lra).
  assert (A := Hlow c y Hc H). assert (A' := Hlow c y' Hc H').
  assert (P := lin n (fun i => g c i * (y i - c i)) (fun i => g c i * (y' i - c i)) (fun _ => 0) (fun _ => 0) (fun _ => 0)
     1 0 0 0 ltac:(intros; unfold c; lra)).
  assert (Q := lin n (fun i => (x i - y i) ^ 2) (fun i => (x i - y' i) ^ 2) (fun i => (x i - c i) ^ 2)
     (fun i => (y i - y' i) ^ 2) (fun _ => 0) 1 (-2) (- / 2) 0 ltac:(intros; unfold c; lra)).
  assert (Q2 := lin n (fun i => (y i - y' i) ^ 2) (fun i => (y i - c i) ^ 2) (fun i => (y' i - c i) ^ 2) (fun _ => 0) (fun _ => 0)
     (-2) (-2) 0 0 ltac:(intros; unfold c; lra)).
  unfold objective. fold (norm2 n (fun i => x i - y i)) (norm2 n (fun i => x i - y' i)) (norm2 n (fun i => x i - c i))
    (norm2 n (fun i => y i - y' i)) in Q. fold (norm2 n (fun i => y i - y' i)) (norm2 n (fun i => y i - c i)) (norm2 n (fun i => y' i - c i)) in Q2.
  set (a := norm2 n (fun i => x i - y i)) in *. set (a' := norm2 n (fun i => x i - y' i)) in *.
  set (b := norm2 n (fun i => x i - c i)) in *. set (e := norm2 n (fun i => y i - y' i)) in *.
  assert (M * (2 * b + / 2 * e) <= M * (a + a')) by (apply Rmult_le_compat_l; lra).
  assert (M / 2 * (norm2 n (fun i => y i - c i) + norm2 n (fun i => y' i - c i)) <= M / 2 * (e / 2)) by (apply Rmult_le_compat_l; lra).
  lra.
Qed.
(* uniqueness *)
Lemma hat_unique y y' : inC y -> inC y' -> (forall u, inC u -> F y <= F u) -> (forall u, inC u -> F y' <= F u) ->
  forall i, (i < n)%nat -> y i = y' i.
Proof.
  intros H H' A A' i Hi. set (c := fun i => (y i + y' i) / 2).
  assert (Hc : inC c) by (intros j Hj; specialize (H j Hj); specialize (H' j Hj); unfold c; lra).
  assert (P := midpoint y y' H H'). fold c in P. assert (B := A c Hc). assert (B' := A' c Hc).
  assert (N := coord_le n (fun i => y i - y' i) i Hi). simpl in N.
  assert (Z := norm2_pos n (fun i => y i - y' i)).
    set (e := norm2 n (fun i => y i - y' i)) in *.
    assert (e <= 0) by (apply Rmult_le_reg_l with (M / 4); lra).
    assert (K : (y i - y' i) * (y i - y' i) = 0) by (assert (0 <= (y i - y' i) * (y i - y' i)) by apply Rle_0_sqr; simpl in N; lra).
    apply Rmult_integral in K. lra.
Qed.
(* a lower bound *)
Lemma lower_bound : exists L, forall y, inC y -> L <= F y.
Proof.
  assert (Hlo : inC lo) by (intros i Hi; specialize (Hbox i Hi); lra).
  exists (l lo - sum n (fun i => Rabs (g lo i) * (hi i - lo i)) - M / 2 * norm2 n (fun i => hi i - lo i)).
  intros y H. assert (A := Hlow lo y Hlo H).
  assert (P := lin n (fun i => g lo i * (y i - lo i)) (fun i => Rabs (g lo i) * (hi i - lo i)) (fun _ => 0) (fun _ => 0) (fun _ => 0) 1 0 0 0).
  assert (Q := lin n (fun i => (hi i - lo i) ^ 2) (fun i => (y i - lo i) ^ 2) (fun _ => 0) (fun _ => 0) (fun _ => 0) (-1) 0 0 0).
  assert (0 <= norm2 n (fun i => x i - y i)) by apply norm2_pos.
  assert (P' : 0 <= sum n (fun i => g lo i * (y i - lo i)) + sum n (fun i => Rabs (g lo i) * (hi i - lo i))).
  { match type of P with ?X -> _ => assert (W : X) end.
    { intros i Hi. specialize (H i Hi). assert (B := Rle_abs (- g lo i)). rewrite Rabs_Ropp in B.
      assert (0 <= Rabs (g lo i)) by apply Rabs_pos. nra. }
    specialize (P W). lra. }
  assert (Q' : norm2 n (fun i => y i - lo i) <= norm2 n (fun i => hi i - lo i)).
  { match type of Q with ?X -> _ => assert (W : X) by (intros i Hi; specialize (H i Hi); nra) end.
    specialize (Q W). unfold norm2. lra. }
  unfold objective. assert (M / 2 * norm2 n (fun i => y i - lo i) <= M / 2 * norm2 n (fun i => hi i - lo i)) by (apply Rmult_le_compat_l; lra).
  assert (0 <= M * norm2 n (fun i => x i - y i)) by (apply Rmult_le_pos; lra). lra.
Qed.
(* existence: a minimising sequence is Cauchy by strong convexity; no compactness *)
Theorem hat_exists : exists y, inC y /\ forall u, inC u -> F y <= F u.
Proof.
  destruct lower_bound as [L HL].
  assert (Hlo : inC lo) by (intros i Hi; specialize (Hbox i Hi); lra).
  destruct (completeness (fun v => exists y, inC y /\ v = - F y)) as [m [Hub Hleast]].
  { exists (- L). intros v (y & Hy & ->). specialize (HL y Hy). lra. }
  { exists (- F lo), lo. auto. }
  set (I := - m). assert (HI : forall u, inC u -> I <= F u).
  { intros u Hu. assert (- F u <= m) by (apply Hub; exists u; auto). unfold I; lra. }
  assert (Happ : forall k : nat, exists y, inC y /\ F y <= I + / (INR k + 1)).
  { intros k. assert (P : 0 < / (INR k + 1)) by (apply Rinv_0_lt_compat; assert (A := pos_INR k); lra).
    apply Classical_Prop.NNPP. intros Hn. assert (m <= m - / (INR k + 1)); [|lra].
    apply Hleast. intros v (y & Hy & ->). apply Rnot_lt_le. intros B. apply Hn. exists y. split; [auto|unfold I; lra]. }
  apply choice in Happ. destruct Happ as [Y HY].
  assert (Dist : forall i j k, (i < n)%nat -> M / 4 * (Y j i - Y k i) ^ 2 <= / (INR j + 1) + / (INR k + 1)).
  { intros i j k Hi. destruct (HY j) as [A1 A2]. destruct (HY k) as [B1 B2].
    assert (P := midpoint (Y j) (Y k) A1 B1).
    assert (C := HI (fun i => (Y j i + Y k i) / 2) ltac:(intros q Hq; specialize (A1 q Hq); specialize (B1 q Hq); lra)).
    assert (N := coord_le n (fun i => Y j i - Y k i) i Hi). cbv beta in N.
    assert (M / 4 * (Y j i - Y k i) ^ 2 <= M / 4 * norm2 n (fun i => Y j i - Y k i)) by (apply Rmult_le_compat_l; lra). lra. }
  assert (Lim : forall i, exists z : R, (i < n)%nat -> is_lim_seq (fun k => Y k i) z).
  { intros i. destruct (lt_dec i n) as [Hi|Hi]; [|exists 0; tauto].
    assert (E : ex_finite_lim_seq (fun k => Y k i)).
    { apply ex_lim_seq_cauchy_corr. intros [e He]. assert (Li := lim_inv). apply is_lim_seq_spec in Li.
      assert (P : 0 < M / 8 * e ^ 2) by (apply Rmult_lt_0_compat; [lra | apply pow_lt; auto]).
      destruct (Li (mkposreal _ P)) as [N HN]. simpl in HN. exists N. intros j k Hj Hk. simpl.
      assert (Hj' := HN j Hj). assert (Hk' := HN k Hk). rewrite Rminus_0_r in Hj', Hk'.
      apply Rabs_def2 in Hj'. apply Rabs_def2 in Hk'. specialize (Dist i j k Hi).
      assert (Q : (Y j i - Y k i) ^ 2 < e ^ 2) by (apply Rmult_lt_reg_l with (M / 4); lra).
      apply Rsqr_lt_abs_0 in Q || (rewrite <- (Rabs_pos_eq e) by lra; apply Rsqr_lt_abs_0; unfold Rsqr; lra). }
    destruct E as [z Hz]. exists z. auto. }
  apply choice in Lim. destruct Lim as [y Hy].
  assert (Cy : inC y).
  { intros i Hi. specialize (Hy i Hi). split.
    - apply (is_lim_seq_le (fun _ => lo i) (fun k => Y k i) (lo i) (y i)); [|apply is_lim_seq_const|exact Hy].
      intros k. destruct (HY k) as [A _]. apply A; auto.
    - apply (is_lim_seq_le (fun k => Y k i) (fun _ => hi i) (y i) (hi i)); [|exact Hy|apply is_lim_seq_const].
      intros k. destruct (HY k) as [A _]. apply A; auto. }
  exists y. split; [exact Cy|]. intros u Hu. apply Rle_trans with I; [|apply HI; exact Hu].
  apply (is_lim_seq_le (fun _ => F y) (fun k => I + / (INR k + 1) - sum n (fun i => g y i * (Y k i - y i))
     + M / 2 * sum n (fun i => (y i - Y k i) ^ 2) + M * (norm2 n (fun i => x i - y i) - sum n (fun i => (x i - Y k i) ^ 2))) (F y) I).
  - intros k. destruct (HY k) as [A B]. assert (D := Hlow y (Y k) Cy A). unfold objective in *.
    replace (norm2 n (fun i => Y k i - y i)) with (sum n (fun i => (y i - Y k i) ^ 2)) in D.
    2:{ unfold norm2. apply sum_ext; intros; ring. }
    unfold norm2 in *. lra.
  - apply is_lim_seq_const.
  - replace (Finite I) with (Finite (I + 0 - sum n (fun i => g y i * (y i - y i)) + M / 2 * sum n (fun i => (y i - y i) ^ 2)
      + M * (norm2 n (fun i => x i - y i) - sum n (fun i => (x i - y i) ^ 2)))).
    2:{ f_equal. unfold norm2. 
        assert (Z1 : sum n (fun i => g y i * (y i - y i)) = 0) by (rewrite <- (sum_const0 n); apply sum_ext; intros; ring).
        assert (Z2 : sum n (fun i => (y i - y i) ^ 2) = 0) by (rewrite <- (sum_const0 n); apply sum_ext; intros; ring).
        rewrite Z1, Z2. ring. }
    apply is_lim_seq_plus'; [apply is_lim_seq_plus'; [apply is_lim_seq_minus'; [apply is_lim_seq_plus'; [apply is_lim_seq_const | apply lim_inv]|]|]|].
    + apply (lim_sum n (fun k i => g y i * (Y k i - y i)) (fun i => g y i * (y i - y i))). intros i Hi. apply is_lim_seq_mult'; [apply is_lim_seq_const|].
      apply is_lim_seq_minus'; [apply Hy; exact Hi | apply is_lim_seq_const].
    + apply is_lim_seq_mult'; [apply is_lim_seq_const|].
      apply (lim_sum n (fun k i => (y i - Y k i) ^ 2) (fun i => (y i - y i) ^ 2)). intros i Hi. apply lim_sq, Hy, Hi.
    + apply is_lim_seq_mult'; [apply is_lim_seq_const|]. apply is_lim_seq_minus'; [apply is_lim_seq_const|].
      apply (lim_sum n (fun k i => (x i - Y k i) ^ 2) (fun i => (x i - y i) ^ 2)). intros i Hi. apply lim_sq, Hy, Hi.
Qed.
End Point.

(* x^ as a function of the point *)
Definition minimises (hat : (nat -> R) -> nat -> R) : Prop :=
  forall x, inC (hat x) /\ forall u, inC u -> objective x (hat x) <= objective x u.
Theorem minimiser_exists : exists hat, minimises hat.
Proof.
  destruct (choice (fun x y => inC y /\ forall u, inC u -> objective x y <= objective x u)) as [hat H].
  - intros x. apply hat_exists.
  - exists hat. exact H.
Qed.
Theorem minimiser_unique hat hat' : minimises hat -> minimises hat' ->
  forall x i, (i < n)%nat -> hat x i = hat' x i.
Proof.
  intros H H' x i Hi. destruct (H x) as [A B]. destruct (H' x) as [A' B'].
  apply (hat_unique x); auto.
Qed.

Variable hat : (nat -> R) -> nat -> R.
Hypothesis Hhat : minimises hat.

(* the variational inequality *)
Lemma variational x y : inC y -> 
  0 <= sum n (fun i => (g (hat x) i + 2 * M * (hat x i - x i)) * (y i - hat x i)).
Proof.
  intros Hy. destruct (Hhat x) as [Hh Hmin]. set (h := fun i => y i - hat x i).
  set (A := sum n (fun i => (g (hat x) i + 2 * M * (hat x i - x i)) * h i)).
  change (0 <= A). apply vi_scalar with (Bq := 3 * M / 2 * norm2 n h).
  { apply Rmult_le_pos; [lra | apply norm2_pos]. }
  intros t Ht. set (z := fun i => hat x i + t * h i).
  assert (Hz : inC z).
  { intros i Hi. specialize (Hy i Hi). specialize (Hh i Hi). unfold z, h.
    assert (0 <= t * (y i - lo i)) by (apply Rmult_le_pos; lra).
    assert (0 <= t * (hi i - y i)) by (apply Rmult_le_pos; lra).
    assert (0 <= (1 - t) * (hat x i - lo i)) by (apply Rmult_le_pos; lra).
    assert (0 <= (1 - t) * (hi i - hat x i)) by (apply Rmult_le_pos; lra). lra. }
  assert (U := Hup (hat x) z (proj1 (Hhat x)) Hz). specialize (Hmin z Hz). unfold objective in Hmin.
  assert (E1 : sum n (fun i => g (hat x) i * (z i - hat x i)) = t * sum n (fun i => g (hat x) i * h i)).
  { rewrite <- sum_scal. apply sum_ext; intros; unfold z; ring. }
  assert (E2 : norm2 n (fun i => z i - hat x i) = t ^ 2 * norm2 n h).
  { unfold norm2. rewrite <- sum_scal. apply sum_ext; intros; unfold z; ring. }
  assert (E3 : norm2 n (fun i => x i - z i) = norm2 n (fun i => x i - hat x i) +
     t * (2 * sum n (fun i => (hat x i - x i) * h i)) + t ^ 2 * norm2 n h).
  { unfold norm2. rewrite <- !sum_scal, <- !sum_plus. apply sum_ext; intros; unfold z; ring. }
  assert (E4 : A = sum n (fun i => g (hat x) i * h i) + 2 * M * sum n (fun i => (hat x i - x i) * h i)).
  { unfold A. rewrite <- sum_scal, <- sum_plus. apply sum_ext; intros; ring. }
  rewrite E1, E2 in U. rewrite E3 in Hmin. rewrite E4.
  assert (M * (norm2 n (fun i => x i - hat x i) + t * (2 * sum n (fun i => (hat x i - x i) * h i)) + t ^ 2 * norm2 n h)
    = M * norm2 n (fun i => x i - hat x i) + t * (2 * M * sum n (fun i => (hat x i - x i) * h i)) + M * (t ^ 2 * norm2 n h)) by ring.
  assert (0 <= t ^ 2 * norm2 n h) by (apply Rmult_le_pos; [apply pow2_ge_0 | apply norm2_pos]). lra.
Qed.

(* the nearest point of the box, z = p - x^, S^2 = |z|^2, d^2 = |w - p|^2 *)
Definition clamp a b x := Rmax a (Rmin x b).
Definition nearest (w : nat -> R) i := clamp (lo i) (hi i) (w i).
Definition zed w i := nearest w i - hat w i.
Definition S2 w := norm2 n (zed w).
Definition d2 w := norm2 n (fun i => w i - nearest w i).

Ltac clamps := unfold clamp, Rmax, Rmin in *; repeat destruct Rle_dec.
Lemma nearest_in w : inC (nearest w).
Proof. intros i Hi. specialize (Hbox i Hi). unfold nearest. clamps; lra. Qed.
Lemma clamp_lipschitz a b x y : a <= b -> Rabs (clamp a b x - clamp a b y) <= Rabs (x - y).
Proof.
  intros H. assert (P := Rle_abs (x - y)). assert (Q := Rle_abs (- (x - y))). rewrite Rabs_Ropp in Q.
  apply Rabs_le. clamps; lra.
Qed.

(* phi *)
Definition phi x := objective x (hat x).
Lemma phi_step x x' : phi x' <= phi x + 2 * M * sum n (fun i => (x' i - x i) * (x i - hat x i))
  + M * norm2 n (fun i => x' i - x i).
Proof.
  destruct (Hhat x') as [_ Hm]. destruct (Hhat x) as [Hx _]. unfold phi. eapply Rle_trans; [apply Hm, Hx|].
  unfold objective. right.
  assert (E : norm2 n (fun i => x' i - hat x i) = norm2 n (fun i => x i - hat x i)
    + 2 * sum n (fun i => (x' i - x i) * (x i - hat x i)) + norm2 n (fun i => x' i - x i)).
  { unfold norm2. rewrite <- !sum_scal, <- !sum_plus. apply sum_ext; intros; ring. }
  rewrite E. ring.
Qed.
Lemma phi_low : exists L, forall x, L <= phi x.
Proof.
  assert (Hlo : inC lo) by (intros i Hi; specialize (Hbox i Hi); lra).
  destruct (lower_bound lo) as [L HL]. exists (L - M * norm2 n (fun i => hi i - lo i)). intros x.
  destruct (Hhat x) as [Hx _]. specialize (HL _ Hx). unfold phi, objective in *.
  assert (norm2 n (fun i => lo i - hat x i) <= norm2 n (fun i => hi i - lo i)).
  { unfold norm2. apply sum_le. intros i Hi. specialize (Hx i Hi). nra. }
  assert (M * norm2 n (fun i => lo i - hat x i) <= M * norm2 n (fun i => hi i - lo i)) by (apply Rmult_le_compat_l; lra).
  assert (0 <= M * norm2 n (fun i => x i - hat x i)) by (apply Rmult_le_pos; [lra | apply norm2_pos]). lra.
Qed.

(* S is Lipschitz, squared; g is M-Lipschitz on C *)
Hypothesis HlipC : forall y y', inC y -> inC y' ->
  norm2 n (fun i => g y i - g y' i) <= M ^ 2 * norm2 n (fun i => y i - y' i).
Lemma S2_lipschitz w w' : S2 w <= 2 * S2 w' + 20 * norm2 n (fun i => w i - w' i).
Proof.
  assert (H : norm2 n (fun i => hat w i - hat w' i) <= 4 * norm2 n (fun i => w i - w' i)).
  { apply hat_lipschitz with (M := M) (gx := g (hat w)) (gy := g (hat w')); auto.
    - apply variational, (proj1 (Hhat w')).
    - apply variational, (proj1 (Hhat w)).
    - apply HlipC; apply Hhat. }
  assert (P := lin n (fun i => zed w i ^ 2) (fun i => zed w' i ^ 2) (fun i => (w i - w' i) ^ 2)
    (fun i => (hat w i - hat w' i) ^ 2) (fun _ => 0) (-2) (-4) (-4) 0).
  unfold S2, norm2 in *.
  assert (Q : 0 <= - sum n (fun i => zed w i ^ 2) + 2 * sum n (fun i => zed w' i ^ 2)
    + 4 * sum n (fun i => (w i - w' i) ^ 2) + 4 * sum n (fun i => (hat w i - hat w' i) ^ 2)); [|lra].
  rewrite <- sum_opp, <- !sum_scal, <- !sum_plus. apply sum_pos. intros i Hi. unfold zed, nearest.
  assert (C := clamp_lipschitz (lo i) (hi i) (w i) (w' i) (Hbox i Hi)).
  assert (C2 : (clamp (lo i) (hi i) (w i) - clamp (lo i) (hi i) (w' i)) ^ 2 <= (w i - w' i) ^ 2).
  { rewrite <- (pow2_abs (_ - _)), <- (pow2_abs (w i - w' i)). apply pow_incr. split; [apply Rabs_pos | exact C]. }
  set (p := clamp (lo i) (hi i) (w i)) in *. set (p' := clamp (lo i) (hi i) (w' i)) in *.
  set (h := hat w i) in *. set (h' := hat w' i) in *.
  assert (0 <= (p' - h' - ((p - p') - (h - h'))) ^ 2) by apply pow2_ge_0.
  assert (0 <= ((p - p') + (h - h')) ^ 2) by apply pow2_ge_0. nra.
Qed.

(* ---- stationarity on C ---- *)
Definition stationary (w : nat -> R) : Prop := inC w /\ forall i, (i < n)%nat ->
  (lo i < w i < hi i -> g w i = 0) /\ (w i = lo i -> 0 <= g w i) /\ (w i = hi i -> g w i <= 0).
(* the explicit residual *)
Definition residual w i := w i - clamp (lo i) (hi i) (w i - g w i / (2 * M)).
Hypothesis Hstrict : forall i, (i < n)%nat -> lo i < hi i.

Lemma residual_zero w : (forall i, (i < n)%nat -> residual w i = 0) -> stationary w.
Proof.
  intros H. split.
  - intros i Hi. specialize (H i Hi). specialize (Hbox i Hi). unfold residual in H. clamps; lra.
  - intros i Hi. specialize (H i Hi). specialize (Hstrict i Hi). unfold residual in H.
    assert (E : g w i = g w i / (2 * M) * (2 * M)) by (field; lra). set (e := g w i / (2 * M)) in *.
    rewrite E. assert (Z : forall s, 0 <= s -> 0 <= s * (2 * M)) by (intros; apply Rmult_le_pos; lra).
    split; [|split]; intros Hw.
    + assert (e = 0) by (clamps; lra). rewrite H0. ring.
    + apply Z. clamps; lra.
    + assert (0 <= - e * (2 * M)) by (apply Z; clamps; lra). lra.
Qed.

(* x^ is the clamp of a gradient step from w *)
Lemma sum_one m k c f : (k < m)%nat -> (forall i, (i < m)%nat -> i <> k -> f i = 0) -> f k = c -> sum m f = c.
Proof.
  induction m as [|m IH]; intros Hk H E; [lia|]. cbn [sum]. destruct (Nat.eq_dec k m) as [->|N].
  - rewrite (sum_ext m f (fun _ => 0)), sum_const0; [lra|]. intros i Hi. apply H; lia.
  - rewrite IH; [| lia | intros; apply H; lia | exact E]. rewrite (H m); [lra | lia | lia].
Qed.
Lemma hat_clamp x i : (i < n)%nat ->
  hat x i = clamp (lo i) (hi i) (x i - g (hat x) i / (2 * M)).
Proof.
  intros Hi. destruct (Hhat x) as [Hx _].
  assert (V : forall y, lo i <= y <= hi i -> 0 <= (g (hat x) i + 2 * M * (hat x i - x i)) * (y - hat x i)).
  { intros y Hy. assert (U := variational x (fun k => if Nat.eq_dec k i then y else hat x k)).
    rewrite (sum_one n i ((g (hat x) i + 2 * M * (hat x i - x i)) * (y - hat x i))) in U; auto.
    - apply U. intros k Hk. destruct Nat.eq_dec as [->|]; [exact Hy | apply Hx, Hk].
    - intros k Hk N. destruct Nat.eq_dec; [contradiction | ring].
    - destruct Nat.eq_dec; [reflexivity | contradiction]. }
  specialize (Hx i Hi). assert (V1 := V (lo i) ltac:(lra)). assert (V2 := V (hi i) ltac:(lra)).
  set (y := hat x i) in *. set (G := g (hat x) i) in *. set (u := x i - G / (2 * M)).
  assert (E : G + 2 * M * (y - x i) = 2 * M * (y - u)) by (unfold u; field; lra). rewrite E in V1, V2.
  assert (W1 : (y - u) * (y - lo i) <= 0) by nra. assert (W2 : 0 <= (y - u) * (hi i - y)) by nra.
  clear - W1 W2 Hx. unfold clamp, Rmax, Rmin; repeat destruct Rle_dec; try lra; nra.
Qed.

(* w itself may lie outside C: g is M-Lipschitz between w and x^ *)
Lemma residual_le w : norm2 n (fun i => g w i - g (hat w) i) <= M ^ 2 * norm2 n (fun i => w i - hat w i) ->
  norm2 n (residual w) <= 9 / 2 * (S2 w + d2 w).
Proof.
  intros Lip. assert (I : 0 < / (2 * M)) by (apply Rinv_0_lt_compat; lra).
  assert (Q : / (2 * M) ^ 2 * norm2 n (fun i => g w i - g (hat w) i) <= / 4 * norm2 n (fun i => w i - hat w i)).
  { replace (/ 4 * norm2 n (fun i => w i - hat w i)) with
      (/ (2 * M) ^ 2 * (M ^ 2 * norm2 n (fun i => w i - hat w i))) by (field; lra).
    apply Rmult_le_compat_l; [|exact Lip]. apply Rlt_le, Rinv_0_lt_compat. nra. }
  apply Rle_trans with (3 / 2 * norm2 n (fun i => w i - hat w i)
    + 3 * (/ (2 * M) ^ 2 * norm2 n (fun i => g w i - g (hat w) i))).
  - unfold norm2. rewrite <- !sum_scal, <- sum_plus. apply sum_le. intros i Hi.
    assert (H := hat_clamp w i Hi). unfold residual.
    set (c := clamp (lo i) (hi i) (w i - g w i / (2 * M))).
    assert (C := clamp_lipschitz (lo i) (hi i) (w i - g (hat w) i / (2 * M)) (w i - g w i / (2 * M)) (Hbox i Hi)).
    rewrite <- H in C. fold c in C.
    replace (w i - g (hat w) i / (2 * M) - (w i - g w i / (2 * M))) with (/ (2 * M) * (g w i - g (hat w) i)) in C
      by (field; lra).
    assert (C2 : (hat w i - c) ^ 2 <= / (2 * M) ^ 2 * (g w i - g (hat w) i) ^ 2).
    { replace (/ (2 * M) ^ 2 * (g w i - g (hat w) i) ^ 2) with ((/ (2 * M) * (g w i - g (hat w) i)) ^ 2) by (field; lra).
      rewrite <- (pow2_abs (hat w i - c)), <- (pow2_abs (/ (2 * M) * _)). apply pow_incr. split; [apply Rabs_pos | exact C]. }
    set (e := w i - hat w i). replace (w i - c) with (e + (hat w i - c)) by (unfold e; ring).
    assert (0 <= (e - 2 * (hat w i - c)) ^ 2) by apply pow2_ge_0. lra.
  - assert (N : norm2 n (fun i => w i - hat w i) <= 2 * d2 w + 2 * S2 w).
    { unfold d2, S2, norm2. rewrite <- !sum_scal, <- sum_plus. apply sum_le. intros i _. unfold zed.
      assert (0 <= ((w i - nearest w i) - (nearest w i - hat w i)) ^ 2) by apply pow2_ge_0. lra. }
    lra.
Qed.

(* the loss against phi *)
Lemma loss_phi w : Rabs (l (hat w) - l w - dot n (g w) (fun i => hat w i - w i)) <= M / 2 * norm2 n (fun i => hat w i - w i) ->
  Rabs (l w - phi w) <= sum n (fun i => Rabs (g w i) * Rabs (w i - hat w i)) + 3 * M / 2 * norm2 n (fun i => w i - hat w i).
Proof.
  intros H. apply Rabs_le_between in H. unfold phi, objective.
  assert (E : norm2 n (fun i => hat w i - w i) = norm2 n (fun i => w i - hat w i))
    by (unfold norm2; apply sum_ext; intros; ring).
  rewrite E in H. assert (N := norm2_pos n (fun i => w i - hat w i)).
  set (e := norm2 n (fun i => w i - hat w i)) in *.
  assert (Me : 0 <= M * e) by (apply Rmult_le_pos; lra).
  assert (D : forall i, Rabs (g w i * (hat w i - w i)) = Rabs (g w i) * Rabs (w i - hat w i)).
  { intros i. rewrite Rabs_mult. f_equal. rewrite <- Rabs_Ropp. f_equal. ring. }
  assert (D1 : dot n (g w) (fun i => hat w i - w i) <= sum n (fun i => Rabs (g w i) * Rabs (w i - hat w i))).
  { unfold dot. apply sum_le. intros i _. rewrite <- D. apply Rle_abs. }
  assert (D2 : - dot n (g w) (fun i => hat w i - w i) <= sum n (fun i => Rabs (g w i) * Rabs (w i - hat w i))).
  { unfold dot. rewrite <- sum_opp. apply sum_le. intros i _. rewrite <- D, <- Rabs_Ropp. apply Rle_abs. }
  apply Rabs_le. lra.
Qed.
End Box.
