(* Functions on R^n with a continuous gradient: the first-order expansion, and limits along sequences. *)
From Coq Require Import Reals Lra Psatz Arith Lia FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import sums smooth sequences.
Open Scope R_scope.

Definition gradient n (l : (nat -> R) -> R) (g : (nat -> R) -> nat -> R) : Prop :=
  forall x h t, is_derive (fun s => l (at_ x h s)) t (dot n (g (at_ x h t)) h).
Definition continuous_gradient n (g : (nat -> R) -> nat -> R) : Prop :=
  forall x e, 0 < e -> exists d, 0 < d /\ forall y, norm2 n (fun i => y i - x i) <= d ^ 2 ->
    norm2 n (fun i => g y i - g x i) <= e ^ 2.
Definition C1 n l g : Prop := gradient n l g /\ continuous_gradient n g.

(* differentiable at a point, with gradient a there; continuous at a point *)
Definition differentiable_at n (l : (nat -> R) -> R) (a x : nat -> R) : Prop :=
  forall e, 0 < e -> exists d, 0 < d /\ forall y s, 0 <= s <= d -> norm2 n (fun i => y i - x i) <= s ^ 2 ->
    Rabs (l y - l x - dot n a (fun i => y i - x i)) <= e * s.
Definition continuous_at n (l : (nat -> R) -> R) (x : nat -> R) : Prop :=
  forall e, 0 < e -> exists d, 0 < d /\ forall y, norm2 n (fun i => y i - x i) <= d ^ 2 -> Rabs (l y - l x) <= e.

(* convergence of points, coordinate by coordinate *)
Definition tends n (X : nat -> nat -> R) (x : nat -> R) : Prop :=
  forall i, (i < n)%nat -> is_lim_seq (fun k => X k i) (x i).
Lemma tends_distance n X x : tends n X x -> is_lim_seq (fun k => norm2 n (fun i => X k i - x i)) 0.
Proof.
  intros H. replace 0 with (sum n (fun i => (x i - x i) ^ 2)).
  - apply (lim_sum n (fun k i => (X k i - x i) ^ 2)). intros i Hi. apply lim_square.
    apply is_lim_seq_minus'; [apply H, Hi | apply is_lim_seq_const].
  - rewrite (sum_ext n _ (fun _ => 0)) by (intros; ring). rewrite sum_const; ring.
Qed.
Lemma tends_close n X x d : tends n X x -> 0 < d -> exists K, forall k, (K <= k)%nat ->
  norm2 n (fun i => X k i - x i) <= d ^ 2.
Proof.
  intros H D. assert (P : 0 < d ^ 2) by (apply pow_lt, D).
  destruct (lim_zero_below _ (tends_distance n X x H) _ P) as [K HK]. exists K. intros k Hk.
  specialize (HK k Hk). apply Rabs_def2 in HK. lra.
Qed.
Lemma tends_dot n X Y x y : tends n X x -> tends n Y y -> is_lim_seq (fun k => dot n (X k) (Y k)) (dot n x y).
Proof.
  intros A B. apply (lim_sum n (fun k i => X k i * Y k i) (fun i => x i * y i)). intros i Hi.
  apply is_lim_seq_mult'; [apply A | apply B]; exact Hi.
Qed.
Lemma tends_gradient n g X x : continuous_gradient n g -> tends n X x -> tends n (fun k => g (X k)) (g x).
Proof.
  intros C H i Hi. apply is_lim_seq_spec. intros [e He]. destruct (C x (e / 2) ltac:(lra)) as (d & D0 & D).
  destruct (tends_close n X x d H D0) as [K HK]. exists K. intros k Hk. simpl.
  specialize (D (X k) (HK k Hk)). assert (L := coord_le n (fun i => g (X k) i - g x i) i Hi). cbv beta in L.
  rewrite <- (Rabs_pos_eq e) by lra. apply Rsqr_lt_abs_0. unfold Rsqr. assert (0 < e ^ 2) by (apply pow_lt, He). lra.
Qed.

(* l (x + h) = l x + <g x, h> + o(|h|) *)
Lemma first_order n l g x e : C1 n l g -> 0 < e -> exists d, 0 < d /\ forall h s, 0 <= s <= d -> norm2 n h <= s ^ 2 ->
  Rabs (l (at_ x h 1) - l x - dot n (g x) h) <= e * s.
Proof.
  intros [G C] He. destruct (C x e He) as (d & D0 & D). exists d. split; [exact D0|]. intros h s Hs Hh.
  assert (Near : forall t, 0 <= t <= 1 -> norm2 n (fun i => g (at_ x h t) i - g x i) <= e ^ 2).
  { intros t Ht. apply D. replace (norm2 n (fun i => at_ x h t i - x i)) with (t ^ 2 * norm2 n h).
    - apply Rle_trans with (1 * s ^ 2); [|rewrite Rmult_1_l; apply pow_incr; lra].
      apply Rmult_le_compat; [apply pow2_ge_0 | apply norm2_pos | | exact Hh].
      rewrite <- (pow1 2). apply pow_incr. lra.
    - unfold norm2. rewrite <- sum_scal. apply sum_ext; intros; unfold at_; ring. }
  assert (Split : forall t, dot n (g (at_ x h t)) h = dot n (g x) h + dot n (fun i => g (at_ x h t) i - g x i) h).
  { intros t. unfold dot. rewrite <- sum_plus. apply sum_ext; intros; ring. }
  assert (U : l (at_ x h 1) <= l x + (dot n (g x) h + e * s) + 0 / 2).
  { apply (mean_value n l g G). intros t Ht. rewrite Split, Rmult_0_l, Rplus_0_r.
    apply Rplus_le_compat_l. apply dot_le; [lra | lra | apply Near, Ht | exact Hh]. }
  assert (L : - l (at_ x h 1) <= - l x + (- dot n (g x) h + e * s) + 0 / 2).
  { assert (Opp : forall z k, dot n (fun i => - g z i) k = - dot n (g z) k).
    { intros z k. unfold dot. rewrite <- sum_opp. apply sum_ext; intros; ring. }
    apply (mean_value n (fun z => - l z) (fun z i => - g z i)).
    - intros z k t. rewrite Opp. apply (is_derive_opp (fun s => l (at_ z k s))), G.
    - intros t Ht. rewrite Opp, Split, Rmult_0_l, Rplus_0_r.
      assert (P : - dot n (fun i => g (at_ x h t) i - g x i) h <= e * s); [|lra].
      replace (- dot n (fun i => g (at_ x h t) i - g x i) h) with (dot n (fun i => - (g (at_ x h t) i - g x i)) h).
      + apply dot_le; [lra | lra | | exact Hh]. eapply Rle_trans; [|apply (Near t Ht)]. right.
        unfold norm2. apply sum_ext; intros; ring.
      + unfold dot. rewrite <- sum_opp. apply sum_ext; intros; ring. }
  apply Rabs_le. lra.
Qed.

Lemma expansion n l g x : C1 n l g -> differentiable_at n l (g x) x.
Proof.
  intros H e He. destruct (first_order n l g x e H He) as (d & D0 & D). exists d. split; [exact D0|].
  intros y s Hs Hy. specialize (D (fun i => y i - x i) s Hs Hy).
  replace (at_ x (fun i => y i - x i) 1) with y in D by (apply functional_extensionality; intros; unfold at_; ring).
  exact D.
Qed.
Lemma differentiable_continuous n l a x : differentiable_at n l a x -> continuous_at n l x.
Proof.
  intros H e He. destruct (H 1 ltac:(lra)) as (d & D0 & D). set (c := sqrt (norm2 n a) + 1).
  assert (S := sqrt_pos (norm2 n a)). assert (c0 : 0 < c) by (unfold c; lra).
  assert (cc : norm2 n a <= c ^ 2).
  { rewrite <- (pow2_sqrt _ (norm2_pos n a)). apply pow_incr. split; [apply sqrt_pos | unfold c; lra]. }
  set (s := Rmin d (e / (c + 1))). assert (e0 : 0 < e / (c + 1)) by (apply Rdiv_lt_0_compat; lra).
  assert (s1 := Rmin_l d (e / (c + 1))). assert (s2 := Rmin_r d (e / (c + 1))). fold s in s1, s2.
  assert (s0 : 0 < s) by (apply Rmin_glb_lt; assumption).
  exists s. split; [exact s0|]. intros y Hy. specialize (D y s ltac:(lra) Hy).
  assert (U : dot n a (fun i => y i - x i) <= c * s) by (apply dot_le; lra).
  assert (L : - dot n a (fun i => y i - x i) <= c * s).
  { replace (- dot n a (fun i => y i - x i)) with (dot n a (fun i => - (y i - x i)))
      by (unfold dot; rewrite <- sum_opp; apply sum_ext; intros; ring).
    apply dot_le; [lra | lra | exact cc |]. eapply Rle_trans; [|exact Hy]. right. unfold norm2. apply sum_ext; intros; ring. }
  assert (B : s * (c + 1) <= e).
  { apply Rle_trans with (e / (c + 1) * (c + 1)); [apply Rmult_le_compat_r; lra | right; field; lra]. }
  apply Rabs_le_between in D. apply Rabs_le_between. lra.
Qed.
Lemma tends_value n l X x : continuous_at n l x -> tends n X x -> is_lim_seq (fun k => l (X k)) (l x).
Proof.
  intros H T. apply is_lim_seq_spec. intros [e He]. destruct (H (e / 2) ltac:(lra)) as (d & D0 & D).
  destruct (tends_close n X x d T D0) as [K HK]. exists K. intros k Hk. simpl. specialize (D (X k) (HK k Hk)). lra.
Qed.

(* along a straight line: where the gradient's product is positive the value grows at first *)
Lemma grows n l a x d : differentiable_at n l a x -> 0 < dot n a d -> exists T, 0 < T /\ forall t, 0 < t <= T -> l x < l (at_ x d t).
Proof.
  intros H P. set (r := sqrt (norm2 n d) + 1). assert (r0 : 0 < r) by (unfold r; assert (A := sqrt_pos (norm2 n d)); lra).
  assert (rr : norm2 n d <= r ^ 2).
  { rewrite <- (pow2_sqrt _ (norm2_pos n d)). apply pow_incr. split; [apply sqrt_pos | unfold r; lra]. }
  assert (E : 0 < dot n a d / (2 * r)) by (apply Rdiv_lt_0_compat; lra).
  destruct (H _ E) as (e & e0 & F). exists (e / r). split; [apply Rdiv_lt_0_compat; assumption|].
  intros t Ht. assert (T1 : t * r <= e).
  { apply Rle_trans with (e / r * r); [apply Rmult_le_compat_r; lra | right; field; lra]. }
  assert (N : norm2 n (fun i => at_ x d t i - x i) = t ^ 2 * norm2 n d).
  { unfold norm2. rewrite <- sum_scal. apply sum_ext; intros; unfold at_; ring. }
  assert (T0 : 0 <= t * r) by (apply Rmult_le_pos; lra).
  specialize (F (at_ x d t) (t * r) (conj T0 T1)). rewrite N in F.
  assert (Q : t ^ 2 * norm2 n d <= (t * r) ^ 2) by (rewrite Rpow_mult_distr; apply Rmult_le_compat_l; [apply pow2_ge_0 | exact rr]).
  specialize (F Q).
  assert (Dt : dot n a (fun i => at_ x d t i - x i) = t * dot n a d).
  { unfold dot. rewrite <- sum_scal. apply sum_ext; intros; unfold at_; ring. }
  rewrite Dt in F. replace (dot n a d / (2 * r) * (t * r)) with (t * dot n a d / 2) in F by (field; lra).
  assert (A := Rle_abs (- (l (at_ x d t) - l x - t * dot n a d))). rewrite Rabs_Ropp in A.
  assert (0 < t * dot n a d) by (apply Rmult_lt_0_compat; lra). lra.
Qed.
(* where the value is positive it stays so at first *)
Lemma stays_positive n l x d : continuous_at n l x -> 0 < l x -> exists T, 0 < T /\ forall t, 0 < t <= T -> 0 < l (at_ x d t).
Proof.
  intros H P. destruct (H (l x / 2) ltac:(lra)) as (e & e0 & D).
  set (r := sqrt (norm2 n d) + 1). assert (A := sqrt_pos (norm2 n d)). assert (r0 : 0 < r) by (unfold r; lra).
  assert (rr : norm2 n d <= r ^ 2).
  { rewrite <- (pow2_sqrt _ (norm2_pos n d)). apply pow_incr. split; [apply sqrt_pos | unfold r; lra]. }
  exists (e / r). split; [apply Rdiv_lt_0_compat; assumption|]. intros t Ht.
  assert (T1 : t * r <= e).
  { apply Rle_trans with (e / r * r); [apply Rmult_le_compat_r; lra | right; field; lra]. }
  assert (N : norm2 n (fun i => at_ x d t i - x i) = t ^ 2 * norm2 n d).
  { unfold norm2. rewrite <- sum_scal. apply sum_ext; intros; unfold at_; ring. }
  assert (B : norm2 n (fun i => at_ x d t i - x i) <= e ^ 2).
  { rewrite N. apply Rle_trans with ((t * r) ^ 2).
    - rewrite Rpow_mult_distr. apply Rmult_le_compat_l; [apply pow2_ge_0 | exact rr].
    - apply pow_incr. split; [apply Rmult_le_pos; lra | exact T1]. }
  specialize (D _ B). apply Rabs_le_between in D. lra.
Qed.

(* limits of (x_k - w) / t_k, with x_k in C and t_k > 0 tending to 0 *)
Definition tangent n (C : (nat -> R) -> Prop) (w h : nat -> R) := exists (x : nat -> nat -> R) (t : nat -> R),
  (forall k, C (x k) /\ 0 < t k) /\ is_lim_seq t 0 /\
  forall i, (i < n)%nat -> is_lim_seq (fun k => (x k i - w i) / t k) (h i).
