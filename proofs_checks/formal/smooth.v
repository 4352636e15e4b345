(* A loss in n coordinates along lines: the mean value bound, the descent lemma on a convex set in both
   directions, and the Lipschitz bound. *)
From Coq Require Import Reals Lra Psatz Arith Lia FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import sums.
Open Scope R_scope.

Definition at_ (x h : nat -> R) (t : R) : nat -> R := fun i => x i + t * h i.
Lemma at_0 x h : at_ x h 0 = x.
Proof. apply functional_extensionality; intros; unfold at_; lra. Qed.

Section Smooth.
Variable n : nat.
Variable l : (nat -> R) -> R.
Variable grad : (nat -> R) -> nat -> R.
Hypothesis Hgrad : forall x h t, is_derive (fun s => l (at_ x h s)) t (dot n (grad (at_ x h t)) h).

(* a derivative at most c + e t on [0, 1] *)
Lemma mean_value x h c e : (forall t, 0 <= t <= 1 -> dot n (grad (at_ x h t)) h <= c + e * t) ->
  l (at_ x h 1) <= l x + c + e / 2.
Proof.
  intros H. set (f := fun t => l (at_ x h t) - c * t - e * t ^ 2 / 2).
  assert (D : forall t, is_derive f t (dot n (grad (at_ x h t)) h - c - e * t)).
  { intros t. unfold f. apply (is_derive_minus (fun t => l (at_ x h t) - c * t)).
    - apply (is_derive_minus (fun t => l (at_ x h t))); [apply Hgrad | auto_derive; auto; ring].
    - auto_derive; auto; field. }
  destruct (MVT_gen f 0 1 (fun t => dot n (grad (at_ x h t)) h - c - e * t)) as (t & Ht & E).
  - intros; apply D.
  - intros t _. apply derivable_continuous_pt. eexists. apply is_derive_Reals, D.
  - rewrite Rmin_left, Rmax_right in Ht by lra. specialize (H t Ht).
    unfold f in E. rewrite at_0 in E. lra.
Qed.

(* on a set that holds the segment *)
Lemma descent_on (N : (nat -> R) -> Prop) M : 0 <= M ->
  (forall x y, N x -> N y ->
    norm2 n (fun i => grad x i - grad y i) <= M ^ 2 * norm2 n (fun i => x i - y i)) ->
  forall x h, (forall t, 0 <= t <= 1 -> N (at_ x h t)) ->
  l (at_ x h 1) <= l x + dot n (grad x) h + M / 2 * norm2 n h.
Proof.
  intros HM HL x h HN. replace (M / 2 * norm2 n h) with (M * norm2 n h / 2) by field.
  apply mean_value. intros t Ht.
  assert (E : dot n (grad (at_ x h t)) h
            = dot n (grad x) h + dot n (fun i => grad (at_ x h t) i - grad x i) h).
  { unfold dot. rewrite <- sum_plus. apply sum_ext; intros; ring. }
  rewrite E. apply Rplus_le_compat_l.
  set (s := sqrt (norm2 n h)). assert (Hs : s ^ 2 = norm2 n h) by apply pow2_sqrt, norm2_pos.
  assert (0 <= s) by apply sqrt_pos.
  replace (M * norm2 n h * t) with (M * t * s * s) by (rewrite <- Hs; ring).
  apply dot_le; [apply Rmult_le_pos; [nra|assumption] | assumption | | lra].
  eapply Rle_trans; [apply HL; [auto|]|].
  - rewrite <- (at_0 x h). apply HN; lra.
  - replace (norm2 n (fun i => at_ x h t i - x i)) with (t ^ 2 * norm2 n h).
    + rewrite <- Hs. right; ring.
    + unfold norm2. rewrite <- sum_scal. apply sum_ext; intros; unfold at_; ring.
Qed.

Theorem descent M : 0 <= M ->
  (forall x y, norm2 n (fun i => grad x i - grad y i) <= M ^ 2 * norm2 n (fun i => x i - y i)) ->
  forall x h, l (at_ x h 1) <= l x + dot n (grad x) h + M / 2 * norm2 n h.
Proof. intros HM HL x h. apply (descent_on (fun _ => True)); auto. Qed.

Theorem lipschitz G : 0 <= G -> (forall x, norm2 n (grad x) <= G ^ 2) ->
  forall x h s, 0 <= s -> norm2 n h <= s ^ 2 -> l (at_ x h 1) <= l x + G * s.
Proof.
  intros HG HB x h s Hs Hh. replace (l x + G * s) with (l x + G * s + 0 / 2) by field.
  apply mean_value. intros t _. rewrite Rmult_0_l, Rplus_0_r. apply dot_le; auto.
Qed.
End Smooth.

(* the descent lemma in both directions, between two points *)
Theorem descent_both n l grad (N : (nat -> R) -> Prop) M :
  (forall x h t, is_derive (fun s => l (at_ x h s)) t (dot n (grad (at_ x h t)) h)) -> 0 <= M ->
  (forall x y, N x -> N y ->
    norm2 n (fun i => grad x i - grad y i) <= M ^ 2 * norm2 n (fun i => x i - y i)) ->
  (forall x y t, N x -> N y -> 0 <= t <= 1 -> N (at_ x (fun i => y i - x i) t)) ->
  forall x y, N x -> N y ->
  Rabs (l y - l x - dot n (grad x) (fun i => y i - x i)) <= M / 2 * norm2 n (fun i => y i - x i).
Proof.
  intros Hgrad HM HL HN x y Hx Hy. set (h := fun i => y i - x i).
  assert (E : at_ x h 1 = y) by (apply functional_extensionality; intros; unfold at_, h; ring).
  assert (Hh : forall t, 0 <= t <= 1 -> N (at_ x h t)) by (intros; apply HN; auto).
  assert (U := descent_on n l grad Hgrad N M HM HL x h Hh). rewrite E in U.
  assert (L := descent_on n (fun z => - l z) (fun z i => - grad z i)).
  assert (D : l y - l x - dot n (grad x) h >= - (M / 2 * norm2 n h)).
  { assert (Opp : forall z, dot n (fun i => - grad z i) h = - dot n (grad z) h).
    { intros z. unfold dot. rewrite <- sum_opp. apply sum_ext; intros; ring. }
    assert (Q : - l (at_ x h 1) <= - l x + dot n (fun i => - grad x i) h + M / 2 * norm2 n h).
    { apply L with (N := N); auto.
      - intros z k t. replace (dot n (fun i => - grad (at_ z k t) i) k) with (- dot n (grad (at_ z k t)) k).
        + apply (is_derive_opp (fun s => l (at_ z k s))), Hgrad.
        + unfold dot. rewrite <- sum_opp. apply sum_ext; intros; ring.
      - intros a b Ha Hb. eapply Rle_trans; [|apply (HL a b Ha Hb)]. right.
        unfold norm2. apply sum_ext; intros; ring. }
    rewrite E, Opp in Q. lra. }
  apply Rabs_le. lra.
Qed.
