(* Finitely many linear inequalities in n unknowns: Farkas' lemma, and the point of a
   convex closed set that is nearest to another point. *)
From Coq Require Import Reals Lra Psatz Arith Lia ClassicalChoice FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import sums sequences.
Open Scope R_scope.

Lemma dot_plus n x y z : dot n x (fun i => y i + z i) = dot n x y + dot n x z.
Proof. unfold dot. rewrite <- sum_plus. apply sum_ext; intros; ring. Qed.
Lemma dot_scal n c x y : dot n x (fun i => c * y i) = c * dot n x y.
Proof. unfold dot. rewrite <- sum_scal. apply sum_ext; intros; ring. Qed.
Lemma dot_sym n x y : dot n x y = dot n y x.
Proof. unfold dot. apply sum_ext; intros; ring. Qed.
Lemma dot_ext n x y z : (forall i, (i < n)%nat -> y i = z i) -> dot n x y = dot n x z.
Proof. intros H. unfold dot. apply sum_ext. intros i Hi. rewrite H by exact Hi. reflexivity. Qed.

(* sum over j < m of lambda_j a_j *)
Definition combine (m : nat) (lam : nat -> R) (a : nat -> nat -> R) (i : nat) : R := sum m (fun j => lam j * a j i).
Lemma dot_combine n m lam a d : dot n (combine m lam a) d = sum m (fun j => lam j * dot n (a j) d).
Proof.
  unfold dot, combine. rewrite (sum_ext n _ (fun i => sum m (fun j => lam j * a j i * d i))).
  - rewrite sum_swap. apply sum_ext. intros j _. rewrite <- sum_scal. apply sum_ext; intros; ring.
  - intros i _. rewrite Rmult_comm, <- sum_scal. apply sum_ext; intros; ring.
Qed.

(* a vector whose products with all vectors are <= 0 vanishes *)
Lemma no_direction n b : (forall d, dot n b d <= 0) -> forall i, (i < n)%nat -> b i = 0.
Proof.
  intros H i Hi. specialize (H b). assert (E : dot n b b = norm2 n b) by (unfold dot, norm2; apply sum_ext; intros; ring).
  assert (C := coord_le n b i Hi). assert (b i * b i = 0) by nra. apply Rmult_integral in H0. lra.
Qed.

Theorem farkas n m : forall (a : nat -> nat -> R) (b : nat -> R),
  (forall d, (forall j, (j < m)%nat -> dot n (a j) d <= 0) -> dot n b d <= 0) ->
  exists lam, (forall j, (j < m)%nat -> 0 <= lam j) /\ forall i, (i < n)%nat -> b i = combine m lam a i.
Proof.
  induction m as [|m IH]; intros a b H.
  - exists (fun _ => 0). split; [intros; lia|]. intros i Hi. unfold combine. simpl.
    apply (no_direction n b); [|exact Hi]. intros d. apply H. intros; lia.
  - destruct (Classical_Prop.classic (forall d, (forall j, (j < m)%nat -> dot n (a j) d <= 0) -> dot n b d <= 0)) as [C|C].
    { destruct (IH a b C) as (lam & P & E). exists (fun j => if lt_dec j m then lam j else 0). split.
      - intros j _. destruct lt_dec; [apply P; assumption | lra].
      - intros i Hi. rewrite E by exact Hi. unfold combine. cbn [sum]. destruct (lt_dec m m); [lia|].
        rewrite Rmult_0_l, Rplus_0_r. apply sum_ext. intros j Hj. destruct lt_dec; [reflexivity | lia]. }
    apply Classical_Pred_Type.not_all_ex_not in C. destruct C as [d0 C]. apply imply_to_and in C. destruct C as [A0 B0].
    apply Rnot_le_lt in B0. set (p := dot n (a m) d0).
    assert (P0 : 0 < p).
    { apply Rnot_le_lt. intros Q. specialize (H d0). apply Rlt_not_le in B0. apply B0, H. intros j Hj.
      destruct (Nat.eq_dec j m) as [->|N]; [exact Q | apply A0; lia]. }
    set (t := fun x : nat -> R => dot n x d0 / p).
    set (a' := fun j i => a j i - t (a j) * a m i). set (b' := fun i => b i - t b * a m i).
    assert (Turn : forall x d, dot n (fun i => x i - t x * a m i) d = dot n x (fun i => d i + - (dot n (a m) d / p) * d0 i)).
    { intros x d. rewrite dot_plus, dot_scal.
      assert (E : dot n (fun i => x i - t x * a m i) d = dot n x d - t x * dot n (a m) d).
      { unfold dot. rewrite <- sum_scal. unfold Rminus. rewrite <- sum_opp, <- sum_plus. apply sum_ext; intros; ring. }
      rewrite E. unfold t. field. lra. }
    destruct (IH a' b') as (lam & L & E).
    { intros d Hd. unfold b'. rewrite Turn. apply H. intros j Hj. destruct (Nat.eq_dec j m) as [->|N].
      - rewrite dot_plus, dot_scal. fold p. right. field. lra.
      - rewrite <- Turn. apply Hd. lia. }
    exists (fun j => if Nat.eq_dec j m then t b - sum m (fun j => lam j * t (a j)) else lam j). split.
    + intros j Hj. destruct Nat.eq_dec as [->|N]; [|apply L; lia].
      assert (0 < t b) by (apply Rdiv_lt_0_compat; lra).
      assert (sum m (fun j => lam j * t (a j)) <= 0).
      { replace 0 with (sum m (fun _ => 0)) by (rewrite sum_const; ring). apply sum_le. intros k Hk.
        assert (t (a k) <= 0).
        { specialize (A0 k Hk). unfold t, Rdiv. assert (0 < / p) by (apply Rinv_0_lt_compat, P0). nra. }
        specialize (L k Hk). nra. }
      lra.
    + intros i Hi. specialize (E i Hi). unfold b', combine, a' in E. unfold combine. cbn [sum].
      destruct (Nat.eq_dec m m); [|lia].
      rewrite (sum_ext m (fun j => (if Nat.eq_dec j m then _ else lam j) * a j i) (fun j => lam j * a j i)).
      2:{ intros j Hj. destruct Nat.eq_dec; [lia | reflexivity]. }
      rewrite (sum_ext m _ (fun j => lam j * a j i + - a m i * (lam j * t (a j)))) in E by (intros; ring).
      rewrite sum_plus, sum_scal in E. lra.
Qed.

(* finitely many bounds on a small step have a common one *)
Lemma small_for_all m (P : nat -> R -> Prop) : (forall j, (j < m)%nat -> exists T, 0 < T /\ forall t, 0 < t <= T -> P j t) ->
  exists T, 0 < T /\ forall t, 0 < t <= T -> forall j, (j < m)%nat -> P j t.
Proof.
  induction m as [|m IH]; intros H; [exists 1; split; [lra | intros; lia]|].
  destruct IH as (T & T0 & HT); [intros j Hj; apply H; lia|]. destruct (H m ltac:(lia)) as (U & U0 & HU).
  exists (Rmin T U). split; [apply Rmin_glb_lt; assumption|]. intros t Ht j Hj.
  assert (A := Rmin_l T U). assert (B := Rmin_r T U).
  destruct (Nat.eq_dec j m) as [->|N]; [apply HU; lra | apply HT; [lra | lia]].
Qed.

(* ---- the nearest point of a convex closed set ---- *)
Section Nearest.
Variables (n : nat) (C : (nat -> R) -> Prop) (x : nat -> R).
Hypothesis some : exists y, C y.
Hypothesis convex : forall y z, C y -> C z -> C (fun i => (y i + z i) / 2).
Hypothesis closed : forall (Y : nat -> nat -> R) (y : nat -> R), (forall k, C (Y k)) ->
  (forall i, (i < n)%nat -> is_lim_seq (fun k => Y k i) (y i)) -> C y.
Notation d2 y := (norm2 n (fun i => y i - x i)).

Lemma parallelogram y z : norm2 n (fun i => y i - z i) = 2 * d2 y + 2 * d2 z - 4 * d2 (fun i => (y i + z i) / 2).
Proof.
  unfold norm2. clear. induction n as [|m IH]; cbn [sum]; [ring|]. rewrite IH. field.
Qed.

Theorem nearest_exists : exists p, C p /\ forall y, C y -> d2 p <= d2 y.
Proof.
  destruct some as [y0 C0].
  destruct (completeness (fun v => exists y, C y /\ v = - d2 y)) as [m [Up Least]].
  { exists 0. intros v (y & _ & ->). assert (N := norm2_pos n (fun i => y i - x i)). lra. }
  { exists (- d2 y0), y0. auto. }
  set (I := - m). assert (HI : forall y, C y -> I <= d2 y).
  { intros y Hy. assert (- d2 y <= m) by (apply Up; exists y; auto). unfold I. lra. }
  destruct (choice (fun (k : nat) y => C y /\ d2 y <= I + / (INR k + 1))) as [Y HY].
  { intros k. assert (P : 0 < / (INR k + 1)) by (apply Rinv_0_lt_compat; assert (A := pos_INR k); lra).
    apply Classical_Prop.NNPP. intros No. assert (m <= m - / (INR k + 1)); [|lra].
    apply Least. intros v (y & Hy & ->). apply Rnot_lt_le. intros B. apply No. exists y. split; [exact Hy | unfold I; lra]. }
  assert (Close : forall i j k, (i < n)%nat -> (Y j i - Y k i) ^ 2 <= 2 * / (INR j + 1) + 2 * / (INR k + 1)).
  { intros i j k Hi. destruct (HY j) as [A1 A2]. destruct (HY k) as [B1 B2].
    assert (M := HI _ (convex _ _ A1 B1)). assert (P := parallelogram (Y j) (Y k)).
    assert (N := coord_le n (fun i => Y j i - Y k i) i Hi). cbv beta in N. lra. }
  assert (Lim : forall i, exists z : R, (i < n)%nat -> is_lim_seq (fun k => Y k i) z).
  { intros i. destruct (lt_dec i n) as [Hi|Hi]; [|exists 0; tauto].
    assert (E : ex_finite_lim_seq (fun k => Y k i)).
    { apply ex_lim_seq_cauchy_corr. intros [e He].
      assert (P : 0 < e ^ 2 / 4) by (assert (0 < e ^ 2) by (apply pow_lt; exact He); lra).
      destruct (lim_zero_below _ lim_inv _ P) as [N HN]. exists N. intros j k Hj Hk. simpl.
      assert (Hj' := HN j Hj). assert (Hk' := HN k Hk). apply Rabs_def2 in Hj'. apply Rabs_def2 in Hk'.
      specialize (Close i j k Hi).
      rewrite <- (Rabs_pos_eq e) by lra. apply Rsqr_lt_abs_0. unfold Rsqr. lra. }
    destruct E as [z Hz]. exists z. auto. }
  apply choice in Lim. destruct Lim as [p Hp].
  exists p. split; [apply (closed Y); [intros k; apply HY | exact Hp]|].
  intros y Hy. apply Rle_trans with I; [|apply HI, Hy].
  apply (is_lim_seq_le (fun k => d2 (Y k)) (fun k => I + / (INR k + 1)) (d2 p) I).
  - intros k. apply HY.
  - apply (lim_sum n (fun k i => (Y k i - x i) ^ 2) (fun i => (p i - x i) ^ 2)). intros i Hi.
    apply lim_square. apply is_lim_seq_minus'; [apply Hp, Hi | apply is_lim_seq_const].
  - replace (Finite I) with (Finite (I + 0)) by (f_equal; ring). apply is_lim_seq_plus'; [apply is_lim_seq_const | apply lim_inv].
Qed.

(* along every segment to the set the distance does not fall *)
Lemma nearest_variational p : C p -> (forall y, C y -> d2 p <= d2 y) ->
  forall h, (exists T, 0 < T /\ forall t, 0 < t <= T -> C (fun i => p i + t * h i)) ->
  0 <= dot n (fun i => p i - x i) h.
Proof.
  intros _ Min h (T & T0 & HT). set (A := dot n (fun i => p i - x i) h). set (B := norm2 n h).
  assert (B0 : 0 <= B) by apply norm2_pos. apply Rnot_lt_le. intros N.
  set (t := Rmin T (- A / (B + 1))). assert (Q : 0 < - A / (B + 1)) by (apply Rdiv_lt_0_compat; lra).
  assert (t0 : 0 < t) by (apply Rmin_glb_lt; assumption).
  assert (t1 : t * (B + 1) <= - A).
  { apply Rle_trans with (- A / (B + 1) * (B + 1)); [|right; field; lra].
    apply Rmult_le_compat_r; [lra | apply Rmin_r]. }
  assert (M := Min _ (HT t (conj t0 (Rmin_l _ _)))).
  assert (E : norm2 n (fun i => p i + t * h i - x i) = d2 p + 2 * t * A + t ^ 2 * B).
  { unfold norm2, A, B, dot, norm2. rewrite <- !sum_scal, <- !sum_plus. apply sum_ext; intros; ring. }
  cbv beta in M. rewrite E in M. nra.
Qed.
End Nearest.
