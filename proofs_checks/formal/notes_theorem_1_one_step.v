(* One step of the notes' Theorem 1, repaired: the loss at the projection p falls up to an error in the
   distance d = |w - p|, if every coordinate of the projection moves downhill by D_i. *)
From Coq Require Import Reals Lra Psatz Arith Lia FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import sums smooth.
Open Scope R_scope.

Lemma one_step_at n l (g : (nat -> R) -> nat -> R) M gamma p w D q :
  l q <= l p + dot n (g p) D + M / 2 * norm2 n D -> 0 < M ->
  norm2 n (fun i => g p i - g w i) <= M ^ 2 * norm2 n (fun i => p i - w i) ->
  0 < gamma -> 2 * gamma * M <= 1 -> (forall i, (i < n)%nat -> g w i * D i <= - (D i ^ 2) / gamma) ->
  l q <= l p - norm2 n D / (2 * gamma) + gamma * M ^ 2 * norm2 n (fun i => w i - p i).
Proof.
  intros H M0 Lip Hg Small Down.
  set (m := sqrt (norm2 n D)). set (d := sqrt (norm2 n (fun i => w i - p i))).
  assert (m0 : 0 <= m) by apply sqrt_pos. assert (d0 : 0 <= d) by apply sqrt_pos.
  assert (m2 : m ^ 2 = norm2 n D) by apply pow2_sqrt, norm2_pos.
  assert (d2 : d ^ 2 = norm2 n (fun i => w i - p i)) by apply pow2_sqrt, norm2_pos.
  assert (A : dot n (g w) D <= - m ^ 2 / gamma).
  { rewrite m2. unfold norm2, Rdiv. rewrite <- sum_opp, Rmult_comm, <- sum_scal. unfold dot. apply sum_le. intros i Hi.
    eapply Rle_trans; [apply Down, Hi|]. right. field. lra. }
  assert (B : dot n (fun i => g p i - g w i) D <= M * d * m).
  { apply dot_le; [apply Rmult_le_pos; lra | exact m0 | | lra].
    eapply Rle_trans; [exact Lip|]. rewrite Rpow_mult_distr, d2. apply Rmult_le_compat_l; [apply pow2_ge_0|].
    right. unfold norm2. apply sum_ext; intros; ring. }
  assert (E : dot n (g p) D = dot n (g w) D + dot n (fun i => g p i - g w i) D).
  { unfold dot. rewrite <- sum_plus. apply sum_ext; intros; ring. }
  rewrite E, <- m2 in H. rewrite <- m2, <- d2.
  assert (Im : 0 <= m ^ 2 / gamma) by (apply Rmult_le_pos; [apply pow2_ge_0 | apply Rlt_le, Rinv_0_lt_compat, Hg]).
  assert (C : M / 2 * m ^ 2 <= m ^ 2 / gamma / 4).
  { replace (m ^ 2 / gamma / 4) with (/ (4 * gamma) * m ^ 2) by (field; lra). apply Rmult_le_compat_r; [apply pow2_ge_0|].
    apply Rmult_le_reg_r with (4 * gamma); [lra|]. rewrite Rinv_l by lra. lra. }
  assert (F : M * d * m <= gamma * M ^ 2 * d ^ 2 + m ^ 2 / gamma / 4).
  { assert (S : 0 <= (2 * gamma * (M * d) - m) ^ 2 / (4 * gamma)).
    { apply Rmult_le_pos; [apply pow2_ge_0 | apply Rlt_le, Rinv_0_lt_compat; lra]. }
    replace ((2 * gamma * (M * d) - m) ^ 2 / (4 * gamma)) with
      (gamma * M ^ 2 * d ^ 2 + m ^ 2 / gamma / 4 - M * d * m) in S by (field; lra). lra. }
  replace (m ^ 2 / (2 * gamma)) with (m ^ 2 / gamma / 2) by (field; lra).
  replace (- m ^ 2 / gamma) with (- (m ^ 2 / gamma)) in A by (field; lra). lra.
Qed.

Theorem one_step n l g M gamma p w D :
  (forall x h t, is_derive (fun s => l (at_ x h s)) t (dot n (g (at_ x h t)) h)) -> 0 < M ->
  (forall x y, norm2 n (fun i => g x i - g y i) <= M ^ 2 * norm2 n (fun i => x i - y i)) ->
  0 < gamma -> 2 * gamma * M <= 1 -> (forall i, (i < n)%nat -> g w i * D i <= - (D i ^ 2) / gamma) ->
  l (at_ p D 1) <= l p - norm2 n D / (2 * gamma) + gamma * M ^ 2 * norm2 n (fun i => w i - p i).
Proof.
  intros G M0 Lip Hg Small Down. apply one_step_at with (g := g); auto. apply descent; auto. lra.
Qed.
