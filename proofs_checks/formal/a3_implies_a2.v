(* What A2 and A3 say of a loss on R^n whose gradient is g: A3 as displayed bounds the gradient by the root
   of L and follows from that bound; A2 makes it Lipschitz with the root of M, and so bounds it on every
   ball. Neither implies the other. *)
From Coq Require Import Reals Lra Psatz Arith Lia FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import sums smooth calculus.
Open Scope R_scope.

(* as displayed: A2 has M and A3 has L in front of the squared distance *)
Definition A2 n (g : (nat -> R) -> nat -> R) M : Prop :=
  forall x y, norm2 n (fun i => g x i - g y i) <= M * norm2 n (fun i => x i - y i).
Definition A3 n (l : (nat -> R) -> R) L : Prop :=
  forall x y, (l x - l y) ^ 2 <= L * norm2 n (fun i => x i - y i).

(* a derivative whose difference quotients are at most c in size *)
Lemma derivative_bounded f x d c : 0 <= c -> is_derive f x d ->
  (forall h, (f (x + h) - f x) ^ 2 <= c ^ 2 * h ^ 2) -> Rabs d <= c.
Proof.
  intros C D H. apply is_derive_Reals in D. apply le_epsilon. intros e He.
  destruct (D e He) as [r Hr]. set (h := r / 2). assert (P := cond_pos r).
  assert (h0 : 0 < h) by (unfold h; lra).
  assert (Q : Rabs ((f (x + h) - f x) / h - d) < e).
  { apply Hr; [lra|]. rewrite Rabs_pos_eq; unfold h; lra. }
  assert (S : Rabs ((f (x + h) - f x) / h) <= c).
  { rewrite <- (Rabs_pos_eq c C). apply Rsqr_le_abs_0. unfold Rsqr.
    replace ((f (x + h) - f x) / h * ((f (x + h) - f x) / h)) with ((f (x + h) - f x) ^ 2 * / h ^ 2) by (field; lra).
    apply Rmult_le_reg_r with (h ^ 2); [apply pow_lt; exact h0|]. rewrite Rmult_assoc, Rinv_l by (apply pow_nonzero; lra).
    specialize (H h). lra. }
  replace d with ((f (x + h) - f x) / h - ((f (x + h) - f x) / h - d)) by ring.
  eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp. lra.
Qed.

Theorem roots n l g L M : gradient n l g -> 0 <= L -> 0 <= M ->
  (A3 n l L <-> forall x, norm2 n (g x) <= sqrt L ^ 2) /\
  (A2 n g M <-> forall x y, norm2 n (fun i => g x i - g y i) <= sqrt M ^ 2 * norm2 n (fun i => x i - y i)).
Proof.
  intros Hg HL HM. rewrite !pow2_sqrt by assumption. split; [|reflexivity]. split.
  - intros H x. set (h := g x). assert (D := Hg x h 0). rewrite at_0 in D. fold h in D.
    assert (R : dot n h h = norm2 n h) by (unfold dot, norm2; apply sum_ext; intros; ring).
    rewrite R in D. assert (N := norm2_pos n h). set (s := norm2 n h) in *.
    assert (B : Rabs s <= sqrt (L * s)).
    { apply derivative_bounded with (2 := D); [apply sqrt_pos|]. intros t.
      rewrite pow2_sqrt by (apply Rmult_le_pos; assumption). rewrite Rplus_0_l.
      eapply Rle_trans; [apply H|]. right. unfold at_.
      replace (norm2 n (fun i => x i + t * h i - (x i + 0 * h i))) with (t ^ 2 * s); [ring|].
      unfold s, norm2. rewrite <- sum_scal. apply sum_ext; intros; ring. }
    rewrite Rabs_pos_eq in B by exact N.
    assert (B2 : s ^ 2 <= L * s).
    { rewrite <- (pow2_sqrt (L * s)) by (apply Rmult_le_pos; assumption). apply pow_incr. lra. }
    destruct (Req_dec s 0) as [->|Z]; [exact HL|]. apply Rmult_le_reg_r with s; lra.
  - intros H x y. set (d := norm2 n (fun i => x i - y i)). assert (N : 0 <= d) by apply norm2_pos.
    assert (Bound : forall a b, norm2 n (fun i => a i - b i) = d -> l a - l b <= sqrt L * sqrt d).
    { intros a b E. assert (X := lipschitz n l g Hg (sqrt L) (sqrt_pos L)).
      specialize (X ltac:(intros z; rewrite pow2_sqrt by exact HL; apply H) b (fun i => a i - b i) (sqrt d) (sqrt_pos d)).
      rewrite pow2_sqrt in X by exact N. specialize (X ltac:(lra)).
      replace (at_ b (fun i => a i - b i) 1) with a in X by (apply functional_extensionality; intros; unfold at_; ring). lra. }
    assert (U := Bound x y eq_refl).
    assert (V := Bound y x ltac:(unfold d, norm2; apply sum_ext; intros; ring)).
    replace (L * d) with ((sqrt L * sqrt d) ^ 2) by (rewrite Rpow_mult_distr, !pow2_sqrt by assumption; reflexivity).
    rewrite <- pow2_abs. apply pow_incr. split; [apply Rabs_pos|]. apply Rabs_le. lra.
Qed.

(* the triangle inequality for norms with squares *)
Lemma norm_triangle n x y : sqrt (norm2 n (fun i => x i + y i)) <= sqrt (norm2 n x) + sqrt (norm2 n y).
Proof.
  assert (A := sqrt_pos (norm2 n x)). assert (B := sqrt_pos (norm2 n y)).
  apply Rsqr_incr_0_var; [|lra]. unfold Rsqr. rewrite sqrt_sqrt by apply norm2_pos.
  assert (P := pow2_sqrt _ (norm2_pos n x)). assert (Q := pow2_sqrt _ (norm2_pos n y)).
  set (a := sqrt (norm2 n x)) in *. set (b := sqrt (norm2 n y)) in *.
  assert (C : dot n x y <= a * b) by (apply dot_le; lra).
  assert (E : norm2 n (fun i => x i + y i) = norm2 n x + 2 * dot n x y + norm2 n y).
  { unfold norm2, dot. rewrite <- sum_scal, <- !sum_plus. apply sum_ext; intros; ring. }
  rewrite E. lra.
Qed.

Theorem bounded_on_balls n g M R x : 0 <= M -> 0 <= R -> A2 n g M -> norm2 n x <= R ^ 2 ->
  sqrt (norm2 n (g x)) <= sqrt (norm2 n (g (fun _ => 0))) + sqrt M * R.
Proof.
  intros HM HR H Hx. set (o := fun _ : nat => 0).
  replace (g x) with (fun i => g o i + (g x i - g o i)) by (apply functional_extensionality; intros; ring).
  eapply Rle_trans; [apply norm_triangle|]. apply Rplus_le_compat_l.
  rewrite <- (sqrt_pow2 R) by exact HR. rewrite <- sqrt_mult_alt by exact HM. apply sqrt_le_1_alt.
  eapply Rle_trans; [apply H|]. apply Rmult_le_compat_l; [exact HM|].
  eapply Rle_trans; [|exact Hx]. right. unfold norm2, o. apply sum_ext; intros; ring.
Qed.

(* x^2/2 in the first coordinate: A2 with M = 1, and A3 with no L *)
Theorem a2_without_a3 : exists l g, gradient 1 l g /\ A2 1 g 1 /\ forall L, ~ A3 1 l L.
Proof.
  exists (fun x => x O ^ 2 / 2), (fun x _ => x O). split; [|split].
  - intros x h t. unfold at_, dot. simpl. auto_derive; [trivial | field].
  - intros x y. unfold norm2. simpl. lra.
  - intros L H. set (c := 2 * Rabs L + 2). assert (A := Rabs_pos L). assert (B := Rle_abs L).
    specialize (H (fun _ => c) (fun _ => 0)). unfold norm2 in H. simpl in H.
    assert (c0 : 0 < c) by (unfold c; lra).
    assert (E : (c * (c * 1) / 2 - 0 * (0 * 1) / 2) * ((c * (c * 1) / 2 - 0 * (0 * 1) / 2) * 1) = c ^ 4 / 4) by field.
    rewrite E in H. replace (L * (0 + (c - 0) * ((c - 0) * 1))) with (L * c ^ 2) in H by ring.
    assert (c2 : 0 < c ^ 2) by (apply pow_lt; exact c0).
    assert (X : c ^ 2 / 4 <= L).
    { apply Rmult_le_reg_r with (c ^ 2); [exact c2|]. lra. }
    assert (c ^ 2 / 4 = Rabs L ^ 2 + 2 * Rabs L + 1) by (unfold c; field). nra.
Qed.

(* the integral of min(sqrt|t|, 1): A3 with L = 1, and A2 with no M *)
Lemma root_continuous x : continuous (fun t => Rmin (sqrt (Rabs t)) 1) x.
Proof.
  apply continuity_pt_filterlim. apply (continuity_pt_ext (fun t => (sqrt (Rabs t) + 1 - Rabs (sqrt (Rabs t) - 1)) / 2)).
  { intros t. unfold Rmin, Rabs at 2. destruct Rle_dec; destruct Rcase_abs; lra. }
  assert (S : continuity_pt (fun t => sqrt (Rabs t)) x).
  { apply (continuity_pt_comp Rabs sqrt); [apply Rcontinuity_abs | apply continuity_pt_sqrt, Rabs_pos]. }
  assert (K : forall c, continuity_pt (fun _ : R => c) x) by (intros; apply continuity_pt_const; intros a b; reflexivity).
  apply continuity_pt_mult; [|apply K]. apply continuity_pt_minus; [apply continuity_pt_plus; [exact S | apply K]|].
  apply (continuity_pt_comp (fun t => sqrt (Rabs t) - 1) Rabs); [|apply Rcontinuity_abs].
  apply continuity_pt_minus; [exact S | apply K].
Qed.

Theorem a3_without_a2 : exists l g, gradient 1 l g /\ A3 1 l 1 /\ forall M, ~ A2 1 g M.
Proof.
  set (f := fun t => Rmin (sqrt (Rabs t)) 1).
  assert (F : forall t, 0 <= f t <= 1).
  { intros t. unfold f. split; [apply Rmin_glb; [apply sqrt_pos | lra] | apply Rmin_r]. }
  set (l := fun x : nat -> R => RInt f 0 (x O)). set (g := fun (x : nat -> R) (_ : nat) => f (x O)).
  assert (G : gradient 1 l g).
  { intros x h t. unfold l, g, at_, dot. simpl. rewrite Rplus_0_l, Rmult_comm.
    apply (is_derive_comp (fun z => RInt f 0 z) (fun s => x O + s * h O)).
    - apply (is_derive_RInt f _ 0); [|apply root_continuous]. apply filter_forall. intros z.
      apply (RInt_correct (V := R_CompleteNormedModule)).
      apply (ex_RInt_continuous (V := R_CompleteNormedModule)). intros; apply root_continuous.
    - auto_derive; [trivial | ring]. }
  exists l, g. split; [exact G|split].
  - apply (roots 1 l g 1 0 G); try lra. intros x. rewrite pow2_sqrt by lra. unfold norm2, g. simpl.
    specialize (F (x O)). nra.
  - intros M H. set (r := / (Rabs M + 2)). assert (A := Rabs_pos M). assert (B := Rle_abs M).
    assert (r0 : 0 < r) by (apply Rinv_0_lt_compat; lra).
    assert (r1 : (Rabs M + 2) * r = 1) by (unfold r; field; lra).
    assert (r2 : r < 1) by nra.
    specialize (H (fun _ => r ^ 2) (fun _ => 0)). unfold norm2, g, f in H. simpl in H.
    rewrite Rabs_R0, sqrt_0, (Rabs_pos_eq (r * (r * 1))) in H by nra.
    replace (r * (r * 1)) with (r ^ 2) in H by ring. rewrite sqrt_pow2 in H by lra.
    rewrite !Rmin_left in H by lra.
    assert (X : 1 <= M * r ^ 2).
    { apply Rmult_le_reg_r with (r ^ 2); [apply pow_lt; exact r0|]. simpl in *. lra. }
    assert (Y : M * r ^ 2 <= Rabs M * r) by nra. nra.
Qed.
