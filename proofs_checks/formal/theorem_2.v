(* Theorem 2': the finite-horizon bound for the kernel's own velocity, in n coordinates; any psi, rule. *)
From Coq Require Import Reals Lra Psatz List Arith Lia FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel sums smooth.
Open Scope R_scope.

Section Theorem2.
Variables (n : nat) (l : (nat -> R) -> R) (grad : (nat -> R) -> nat -> R).
Hypothesis Hgrad : forall x h t, is_derive (fun s => l (at_ x h s)) t (dot n (grad (at_ x h t)) h).
Variables (levels : nat -> list R) (eps alpha clip gamma G M : R) (kind rule : nat).
Hypothesis Hc : 0 < clip.
Hypothesis Hgamma : 0 < gamma.
Hypothesis HM : 0 <= M.
Hypothesis HG : 0 <= G.
Hypothesis Hsmall : gamma * M <= 1.
Hypothesis Hbound : forall x, norm2 n (grad x) <= G ^ 2.
Hypothesis Hsmooth : forall x y,
  norm2 n (fun i => grad x i - grad y i) <= M ^ 2 * norm2 n (fun i => x i - y i).

Definition vel w i := velocity (w i) (grad w i) (levels i) eps alpha clip kind rule.
Definition next w : nat -> R := fun i => w i + gamma * vel w i.

Lemma kinds w i : vel w i = - grad w i \/ vel w i ^ 2 <= clip ^ 2.
Proof.
  unfold vel, velocity, velocity_of, velocity_on, force_of, clipped; cbv zeta.
  repeat destruct Rlt_dec; try destruct Nat.eq_dec; try (left; reflexivity); right;
    try destruct Req_EM_T; repeat destruct Rlt_dec; nra.
Qed.

Lemma one_step w : norm2 n (vel w)
  <= 2 / gamma * (l w - l (next w)) + (2 * G * clip * sqrt (INR n) + clip ^ 2 * INR n).
Proof.
  set (gN := fun i => if Req_EM_T (vel w i) (- grad w i) then grad w i else 0).
  set (uS := fun i => if Req_EM_T (vel w i) (- grad w i) then 0 else vel w i).
  assert (Hn := pos_INR n). assert (Hr := sqrt_pos (INR n)). assert (Hs := pow2_sqrt _ Hn).
  set (r := sqrt (INR n)) in *.
  assert (Split : norm2 n (vel w) = norm2 n gN + norm2 n uS).
  { unfold norm2. rewrite <- sum_plus. apply sum_ext; intros i _. unfold gN, uS.
    destruct Req_EM_T as [e|e]; [rewrite e|]; ring. }
  assert (U : norm2 n uS <= (clip * r) ^ 2).
  { replace ((clip * r) ^ 2) with (INR n * clip ^ 2) by (rewrite <- Hs; ring).
    rewrite <- sum_const. apply sum_le; intros i _. unfold uS.
    destruct Req_EM_T as [e|e]; [nra|]. destruct (kinds w i); [contradiction|assumption]. }
  set (z := at_ w (fun i => - gamma * gN i) 1).
  assert (Z : l z <= l w - gamma / 2 * norm2 n gN).
  { assert (D := descent n l grad Hgrad M HM Hsmooth w (fun i => - gamma * gN i)). fold z in D.
    replace (dot n (grad w) (fun i => - gamma * gN i)) with (- gamma * norm2 n gN) in D.
    2:{ unfold norm2, dot. rewrite <- sum_scal. apply sum_ext; intros i _. unfold gN.
        destruct Req_EM_T; ring. }
    replace (norm2 n (fun i => - gamma * gN i)) with (gamma ^ 2 * norm2 n gN) in D.
    2:{ unfold norm2. rewrite <- sum_scal. apply sum_ext; intros; ring. }
    assert (N := norm2_pos n gN).
    assert (0 <= (1 - gamma * M) * (gamma * norm2 n gN)) by (apply Rmult_le_pos; nra). lra. }
  assert (Y : l (next w) <= l z + G * (gamma * (clip * r))).
  { replace (next w) with (at_ z (fun i => gamma * uS i) 1).
    2:{ apply functional_extensionality; intros i. unfold z, at_, next, gN, uS.
        destruct Req_EM_T as [e|e]; [rewrite e|]; ring. }
    apply (lipschitz n l grad Hgrad G HG Hbound); [apply Rmult_le_pos; nra|].
    replace (norm2 n (fun i => gamma * uS i)) with (gamma ^ 2 * norm2 n uS).
    2:{ unfold norm2. rewrite <- sum_scal. apply sum_ext; intros; ring. }
    rewrite Rpow_mult_distr. apply Rmult_le_compat_l; [nra|assumption]. }
  rewrite Split. apply Rmult_le_reg_l with (gamma / 2); [lra|].
  rewrite Rmult_plus_distr_l. rewrite (Rmult_plus_distr_l (gamma/2) (2 / gamma * _)).
  replace (gamma / 2 * (2 / gamma * (l w - l (next w)))) with (l w - l (next w)) by (field; lra).
  assert (gamma / 2 * norm2 n uS <= gamma / 2 * (clip * r) ^ 2) by (apply Rmult_le_compat_l; lra).
  replace (clip ^ 2 * INR n) with ((clip * r) ^ 2) by (rewrite <- Hs; ring). lra.
Qed.

Fixpoint it w0 k := match k with O => w0 | S m => next (it w0 m) end.

Theorem theorem_2 w0 T : exists k, (k <= T)%nat /\ norm2 n (vel (it w0 k)) <=
  2 * (l w0 - l (it w0 (S T))) / (gamma * INR (S T))
  + 2 * clip * G * sqrt (INR n) + clip ^ 2 * INR n.
Proof.
  apply min_le_average with (f := fun k => norm2 n (vel (it w0 k))).
  assert (P : 0 < INR (S T)) by (apply lt_0_INR; lia).
  eapply Rle_trans; [apply sum_le; intros i _; apply one_step|].
  rewrite sum_plus, sum_scal, sum_const.
  change (fun i => l (it w0 i) - l (next (it w0 i)))
    with (fun i => (fun k => l (it w0 k)) i - (fun k => l (it w0 k)) (S i)).
  rewrite telescope. right. simpl it. field. lra.
Qed.
End Theorem2.
