(* Limits of averages in the proofs of Theorem 4 (line 9) and of Theorem 5's descent inequality (line 8):
   what is bounded loses its weight as H_T tends to infinity. *)
From Coq Require Import Reals Lra Psatz Arith Lia FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import sums smooth sequences expectation lemma_1 minimiser drift arrival.
Open Scope R_scope.

(* the upper limit of avg is at most F *)
Theorem upper_limit (avg H b : nat -> R) B F : (forall T, avg T <= b T / H T + F) -> (forall T, b T <= B) ->
  (forall T, 0 < H T) -> is_lim_seq H p_infty -> forall e, 0 < e -> exists K, forall T, (K <= T)%nat -> avg T <= F + e.
Proof.
  intros A Hb H0 Hinf e He. apply is_lim_seq_spec in Hinf. destruct (Hinf (Rabs B / e)) as [K HK].
  exists K. intros T HT. specialize (HK T HT). specialize (A T). specialize (H0 T). specialize (Hb T).
  assert (P : b T / H T <= e); [|lra]. apply Rmult_le_reg_r with (H T); [exact H0|].
  unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  assert (Q : Rabs B < e * H T).
  { apply Rmult_lt_reg_r with (/ e); [apply Rinv_0_lt_compat, He|].
    replace (e * H T * / e) with (H T) by (field; lra). exact HK. }
  assert (X := Rle_abs B). lra.
Qed.

(* a loss whose gradient grows at most linearly is bounded where the points are *)
Theorem loss_on_bounded n l g c0 c1 Y :
  (forall x h t, is_derive (fun s => l (at_ x h s)) t (dot n (g (at_ x h t)) h)) -> 0 <= c0 -> 0 <= c1 -> 0 <= Y ->
  (forall x m, 0 <= m -> within n m x -> within n (c0 + c1 * m) (g x)) ->
  exists B, forall x, within n Y x -> Rabs (l x) <= B.
Proof.
  intros G C0 C1 Y0 Gr. set (o := fun _ : nat => 0). set (c := INR n * ((c0 + c1 * Y) * Y)).
  exists (Rabs (l o) + c). intros x W.
  assert (E : at_ o x 1 = x) by (apply functional_extensionality; intros; unfold at_, o; ring).
  assert (D : forall t, 0 <= t <= 1 -> Rabs (dot n (g (at_ o x t)) x) <= c).
  { intros t Ht. assert (Wt : within n Y (at_ o x t)).
    { intros i Hi. unfold at_, o. rewrite Rplus_0_l, Rabs_mult, (Rabs_pos_eq t) by lra.
      specialize (W i Hi). assert (P := Rabs_pos (x i)). nra. }
    assert (B := Gr _ Y Y0 Wt). unfold dot, c. rewrite <- sum_const.
    assert (Tri : forall m f, Rabs (sum m f) <= sum m (fun k => Rabs (f k))).
    { induction m as [|m IH]; intros f; cbn [sum]; [rewrite Rabs_R0; lra|].
      eapply Rle_trans; [apply Rabs_triang|]. specialize (IH f). lra. }
    eapply Rle_trans; [apply Tri|]. apply sum_le. intros i Hi. rewrite Rabs_mult.
    apply Rmult_le_compat; try apply Rabs_pos; [apply B, Hi | apply W, Hi]. }
  assert (U : l (at_ o x 1) <= l o + c + 0 / 2).
  { apply (mean_value n l g G). intros t Ht. rewrite Rmult_0_l, Rplus_0_r. eapply Rle_trans; [apply Rle_abs | apply D, Ht]. }
  assert (L : - l (at_ o x 1) <= - l o + c + 0 / 2).
  { assert (Opp : forall z k, dot n (fun i => - g z i) k = - dot n (g z) k).
    { intros z k. unfold dot. rewrite <- sum_opp. apply sum_ext; intros; ring. }
    apply (mean_value n (fun z => - l z) (fun z i => - g z i)).
    - intros z k t. rewrite Opp. apply (is_derive_opp (fun s => l (at_ z k s))), G.
    - intros t Ht. rewrite Opp, Rmult_0_l, Rplus_0_r. eapply Rle_trans; [apply Rle_abs|]. rewrite Rabs_Ropp. apply D, Ht. }
  rewrite E in U, L. assert (P := Rle_abs (l o)). assert (P' := Rle_abs (- l o)). rewrite Rabs_Ropp in P'.
  apply Rabs_le. lra.
Qed.

Theorem mean_of_bounded Omega (E : expectation Omega) f B : integrable E f -> (forall o, Rabs (f o) <= B) -> Rabs (mean E f) <= B.
Proof.
  intros I H. apply Rabs_le. rewrite <- (mean_const E B) at 2. rewrite <- (mean_const E (- B)).
  split; apply mean_le; auto using integrable_const; intros o; specialize (H o); apply Rabs_le_between in H; lra.
Qed.
