(* The finite-time bound that Theorems 2' and 3' share: each component of the velocity is minus the
   gradient's or at most c, the loss has |grad l| <= G and an M-Lipschitz gradient, gamma M <= 1. *)
From Coq Require Import Reals Lra Psatz List Arith Lia FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel sums smooth.
Open Scope R_scope.

Section FiniteTime.
Variables (n : nat) (l : (nat -> R) -> R) (grad : (nat -> R) -> nat -> R).
Hypothesis Hgrad : forall x h t, is_derive (fun s => l (at_ x h s)) t (dot n (grad (at_ x h t)) h).
Variables (gamma G M c : R).
Hypothesis Hc : 0 <= c.
Hypothesis Hgamma : 0 < gamma.
Hypothesis HM : 0 <= M.
Hypothesis HG : 0 <= G.
Hypothesis Hsmall : gamma * M <= 1.
Hypothesis Hbound : forall x, norm2 n (grad x) <= G ^ 2.
Hypothesis Hsmooth : forall x y,
  norm2 n (fun i => grad x i - grad y i) <= M ^ 2 * norm2 n (fun i => x i - y i).

Lemma one_step w v : (forall i, (i < n)%nat -> v i = - grad w i \/ v i ^ 2 <= c ^ 2) ->
  norm2 n v <= 2 / gamma * (l w - l (fun i => w i + gamma * v i)) + (2 * G * c * sqrt (INR n) + c ^ 2 * INR n).
Proof.
  intros kinds.
  set (gN := fun i => if Req_EM_T (v i) (- grad w i) then grad w i else 0).
  set (uS := fun i => if Req_EM_T (v i) (- grad w i) then 0 else v i).
  assert (Hn := pos_INR n). assert (Hr := sqrt_pos (INR n)). assert (Hs := pow2_sqrt _ Hn).
  set (r := sqrt (INR n)) in *.
  assert (Split : norm2 n v = norm2 n gN + norm2 n uS).
  { unfold norm2. rewrite <- sum_plus. apply sum_ext; intros i _. unfold gN, uS.
    destruct Req_EM_T as [e|e]; [rewrite e|]; ring. }
  assert (U : norm2 n uS <= (c * r) ^ 2).
  { replace ((c * r) ^ 2) with (INR n * c ^ 2) by (rewrite <- Hs; ring).
    rewrite <- sum_const. apply sum_le; intros i Hi. unfold uS.
    destruct Req_EM_T as [e|e]; [nra|]. destruct (kinds i Hi); [contradiction|assumption]. }
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
  assert (Y : l (fun i => w i + gamma * v i) <= l z + G * (gamma * (c * r))).
  { replace ((fun i => w i + gamma * v i)) with (at_ z (fun i => gamma * uS i) 1).
    2:{ apply functional_extensionality; intros i. unfold z, at_, gN, uS.
        destruct Req_EM_T as [e|e]; [rewrite e|]; ring. }
    apply (lipschitz n l grad Hgrad G HG Hbound); [apply Rmult_le_pos; nra|].
    replace (norm2 n (fun i => gamma * uS i)) with (gamma ^ 2 * norm2 n uS).
    2:{ unfold norm2. rewrite <- sum_scal. apply sum_ext; intros; ring. }
    rewrite Rpow_mult_distr. apply Rmult_le_compat_l; [nra|assumption]. }
  rewrite Split. apply Rmult_le_reg_l with (gamma / 2); [lra|].
  rewrite Rmult_plus_distr_l. rewrite (Rmult_plus_distr_l (gamma/2) (2 / gamma * _)).
  replace (gamma / 2 * (2 / gamma * (l w - l (fun i => w i + gamma * v i)))) with (l w - l (fun i => w i + gamma * v i)) by (field; lra).
  assert (gamma / 2 * norm2 n uS <= gamma / 2 * (c * r) ^ 2) by (apply Rmult_le_compat_l; lra).
  replace (c ^ 2 * INR n) with ((c * r) ^ 2) by (rewrite <- Hs; ring). lra.
Qed.

(* K: where the T + 1 steps start *)
Theorem finite_time (w v : nat -> nat -> R) K T :
  (forall k i, w (S k) i = w k i + gamma * v k i) ->
  (forall k i, (K <= k)%nat -> (i < n)%nat -> v k i = - grad (w k) i \/ v k i ^ 2 <= c ^ 2) ->
  exists k, (K <= k <= K + T)%nat /\ norm2 n (v k) <=
    2 * (l (w K) - l (w (K + S T)%nat)) / (gamma * INR (S T)) + 2 * c * G * sqrt (INR n) + c ^ 2 * INR n.
Proof.
  intros Hw Hv. assert (P : 0 < INR (S T)) by (apply lt_0_INR; lia).
  destruct (min_le_average T (fun k => norm2 n (v (K + k)%nat))
    (2 * (l (w K) - l (w (K + S T)%nat)) / (gamma * INR (S T)) + 2 * c * G * sqrt (INR n) + c ^ 2 * INR n))
    as (k & Hk & B); [|exists (K + k)%nat; split; [lia | exact B]].
  eapply Rle_trans.
  { apply sum_le; intros k _. apply (one_step (w (K + k)%nat)). intros i Hi. apply Hv; [lia | exact Hi]. }
  rewrite sum_plus, sum_scal, sum_const.
  assert (E : forall k, l (fun i => w (K + k)%nat i + gamma * v (K + k)%nat i) = l (w (K + S k)%nat)).
  { intros k. f_equal. apply functional_extensionality; intros i. rewrite Nat.add_succ_r. symmetry; apply Hw. }
  rewrite (sum_ext (S T) _ (fun k => (fun j => l (w (K + j)%nat)) k - (fun j => l (w (K + j)%nat)) (S k)))
    by (intros; rewrite E; reflexivity).
  rewrite telescope. cbv beta. rewrite Nat.add_0_r. right. field. lra.
Qed.
End FiniteTime.
