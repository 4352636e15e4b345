(* Finite sums over coordinates or steps, Cauchy-Schwarz, and the weighted mean against the square. *)
From Coq Require Import Reals Lra Psatz Arith Lia.
Open Scope R_scope.

Fixpoint sum (n : nat) (f : nat -> R) : R := match n with O => 0 | S m => sum m f + f m end.

Lemma sum_le n f g : (forall i, (i < n)%nat -> f i <= g i) -> sum n f <= sum n g.
Proof. induction n; simpl; intros H; [lra|]. assert (f n <= g n) by (apply H; lia).
  specialize (IHn (fun i Hi => H i (Nat.lt_lt_succ_r _ _ Hi))). lra. Qed.
Lemma sum_ext n f g : (forall i, (i < n)%nat -> f i = g i) -> sum n f = sum n g.
Proof. intros H; apply Rle_antisym; apply sum_le; intros; rewrite H; auto; lra. Qed.
Lemma sum_plus n f g : sum n (fun i => f i + g i) = sum n f + sum n g.
Proof. induction n; simpl; lra. Qed.
Lemma sum_scal n c f : sum n (fun i => c * f i) = c * sum n f.
Proof. induction n; simpl; lra. Qed.
Lemma sum_const n c : sum n (fun _ => c) = INR n * c.
Proof. induction n; [simpl; lra|]. rewrite S_INR; simpl; lra. Qed.
Lemma sum_pos n f : (forall i, (i < n)%nat -> 0 <= f i) -> 0 <= sum n f.
Proof. intros H. rewrite <- (Rmult_0_r (INR n)), <- sum_const. apply sum_le; auto. Qed.
Lemma telescope n f : sum n (fun k => f k - f (S k)) = f O - f n.
Proof. induction n; simpl; lra. Qed.
(* the minimum is at most the average *)
Lemma min_le_average n f b : sum (S n) f <= INR (S n) * b -> exists k, (k <= n)%nat /\ f k <= b.
Proof.
  induction n as [|n IH]; intros H; [exists O; simpl in *; split; [lia|lra]|].
  destruct (Rle_dec (f (S n)) b) as [L|L]; [exists (S n); auto|].
  destruct IH as (k & Hk & Hf); [|exists k; split; [lia|assumption]].
  rewrite S_INR in H. change (sum (S (S n)) f) with (sum (S n) f + f (S n)) in H. lra.
Qed.

Definition dot n (x y : nat -> R) := sum n (fun i => x i * y i).
Definition norm2 n (x : nat -> R) := sum n (fun i => x i ^ 2).
Lemma norm2_pos n x : 0 <= norm2 n x. Proof. apply sum_pos; intros; apply pow2_ge_0. Qed.

Lemma cauchy n x y : dot n x y ^ 2 <= norm2 n x * norm2 n y.
Proof.
  induction n as [|n IH]; unfold dot, norm2 in *; cbn [sum]; [lra|].
  assert (A := norm2_pos n x). assert (B := norm2_pos n y). unfold norm2 in A, B.
  set (s := sum n (fun i => x i * y i)) in *. set (a := sum n (fun i => x i ^ 2)) in *.
  set (b := sum n (fun i => y i ^ 2)) in *. generalize (x n) (y n). intros p r.
  assert (C : 2 * s * (p * r) <= a * r ^ 2 + b * p ^ 2).
  { assert (P1 : 0 <= a * r ^ 2) by (apply Rmult_le_pos; [lra | apply pow2_ge_0]).
    assert (P2 : 0 <= b * p ^ 2) by (apply Rmult_le_pos; [lra | apply pow2_ge_0]).
    apply Rsqr_incr_0_var; [|lra]. unfold Rsqr.
    assert (P3 : 0 <= (a * b - s ^ 2) * (p * r) ^ 2)
      by (apply Rmult_le_pos; [lra | apply pow2_ge_0]).
    assert (P4 : 0 <= (a * r ^ 2 - b * p ^ 2) ^ 2) by apply pow2_ge_0.
    lra. }
  assert (E : (s + p * r) ^ 2 = s ^ 2 + 2 * s * (p * r) + (p * r) ^ 2) by ring.
  rewrite E. lra.
Qed.

Lemma dot_le n x y c d : 0 <= c -> 0 <= d -> norm2 n x <= c ^ 2 -> norm2 n y <= d ^ 2 ->
  dot n x y <= c * d.
Proof.
  intros Hc Hd Hx Hy. assert (C := cauchy n x y).
  assert (norm2 n x * norm2 n y <= c ^ 2 * d ^ 2) by (apply Rmult_le_compat; auto using norm2_pos).
  apply Rsqr_incr_0_var; [unfold Rsqr; nra | nra].
Qed.

(* a linear combination of sums is non-negative where its summands are *)
Lemma lin n A B C D E k1 k2 k3 k4 :
  (forall i, (i < n)%nat -> 0 <= A i + k1 * B i + k2 * C i + k3 * D i + k4 * E i) ->
  0 <= sum n A + k1 * sum n B + k2 * sum n C + k3 * sum n D + k4 * sum n E.
Proof.
  induction n as [|n IH]; intros H; simpl; [lra|].
  specialize (IH ltac:(intros; apply H; lia)). specialize (H n ltac:(lia)). lra.
Qed.

Lemma coord_le m z i : (i < m)%nat -> z i ^ 2 <= norm2 m z.
Proof.
  unfold norm2; induction m; intros H; [lia|]. cbn [sum].
  assert (0 <= z m ^ 2) by apply pow2_ge_0. assert (0 <= norm2 m z) by apply norm2_pos.
  destruct (Nat.eq_dec i m) as [->|e]; [unfold norm2 in *; lra | specialize (IHm ltac:(lia)); lra].
Qed.
Lemma sum_opp n f : sum n (fun k => - f k) = - sum n f.
Proof. induction n; simpl; [ring|]. rewrite IHn. ring. Qed.

(* one more term of (sum g d)^2 <= (sum g) (sum g d^2) *)
Lemma weighted_square E F H g d : 0<=E -> 0<=F -> 0<=H -> 0<=g -> 0<=d -> E^2<=H*F -> (E+g*d)^2<=(H+g)*(F+g*d^2).
Proof.
  intros. assert (2*E*d<=H*d^2+F).
  { apply Rsqr_incr_0_var; [|nra]. unfold Rsqr. assert (4*E^2*d^2<=4*(H*F)*d^2) by (apply Rmult_le_compat_r; nra).
    assert (0<=(H*d^2-F)^2) by apply pow2_ge_0. nra. }
  assert (g*(2*E*d)<=g*(H*d^2+F)) by (apply Rmult_le_compat_l; lra). nra.
Qed.

Lemma weighted_mean T g d : (forall k, (k < T)%nat -> 0 <= g k /\ 0 <= d k) ->
  sum T (fun k => g k * d k) ^ 2 <= sum T g * sum T (fun k => g k * d k ^ 2).
Proof.
  induction T as [|T IH]; intros H; cbn [sum]; [lra|].
  assert (P : forall k, (k < T)%nat -> 0 <= g k /\ 0 <= d k) by (intros; apply H; lia).
  destruct (H T ltac:(lia)) as [A B].
  apply weighted_square; auto; apply sum_pos; intros k Hk; destruct (P k Hk).
  - apply Rmult_le_pos; lra.
  - apply Rmult_le_pos; [lra | apply pow2_ge_0].
  - assumption.
Qed.
Lemma sum_swap n m f : sum n (fun i => sum m (f i)) = sum m (fun j => sum n (fun i => f i j)).
Proof.
  induction n; simpl.
  - rewrite sum_const; ring.
  - rewrite IHn, <- sum_plus. reflexivity.
Qed.
Lemma sum_shift m n f : sum (m + n) f = sum m f + sum n (fun k => f (m + k)%nat).
Proof. induction n; [rewrite Nat.add_0_r; simpl; ring|]. rewrite Nat.add_succ_r; simpl. rewrite IHn; ring. Qed.
