(* One step of the loss, gamma M <= 1: what the forced coordinates S can cost, and the signs in S+, S-. *)
From Coq Require Import Reals Lra Psatz List Arith Lia FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel levels sides sums smooth theorem_2 exact_penalty.
Open Scope R_scope.

Theorem one_step n l grad levels eps alpha clip gamma M kind rule w :
  (forall x h t, is_derive (fun s => l (at_ x h s)) t (dot n (grad (at_ x h t)) h)) ->
  (forall x y, norm2 n (fun i => grad x i - grad y i) <= M ^ 2 * norm2 n (fun i => x i - y i)) ->
  0 < gamma -> 0 <= M -> gamma * M <= 1 ->
  let v := vel grad levels eps alpha clip kind rule w in
  let forced i x := if Req_EM_T (v i) (- grad w i) then 0 else x in
  gamma / 2 * norm2 n v <= l w - l (fun i => w i + gamma * v i)
    + gamma * sum n (fun i => forced i (Rmax (v i * grad w i) 0))
    + gamma / 2 * (1 + gamma * M) * sum n (fun i => forced i (v i ^ 2)).
Proof.
  intros H1 H3 Hg HM Hs v forced.
  assert (D := descent n l grad H1 M HM H3 w (fun i => gamma * v i)).
  replace (at_ w (fun i => gamma * v i) 1) with (fun i => w i + gamma * v i) in D
    by (apply functional_extensionality; intros; unfold at_; ring).
  assert (C : gamma / 2 * norm2 n v + dot n (grad w) (fun i => gamma * v i) + M / 2 * norm2 n (fun i => gamma * v i) <=
    gamma * sum n (fun i => forced i (Rmax (v i * grad w i) 0))
    + gamma / 2 * (1 + gamma * M) * sum n (fun i => forced i (v i ^ 2))).
  { unfold norm2, dot. rewrite <- !sum_scal, <- !sum_plus. apply sum_le. intros i _. unfold forced.
    destruct Req_EM_T as [E|E].
    - rewrite E. assert (0 <= (1 - gamma * M) * (gamma / 2 * grad w i ^ 2)).
      { apply Rmult_le_pos; [lra|]. apply Rmult_le_pos; [lra | apply pow2_ge_0]. }
      replace (gamma / 2 * (- grad w i) ^ 2 + grad w i * (gamma * - grad w i) + M / 2 * (gamma * - grad w i) ^ 2)
        with (- ((1 - gamma * M) * (gamma / 2 * grad w i ^ 2))) by field. lra.
    - assert (X := Rmax_l (v i * grad w i) 0).
      assert (gamma * (v i * grad w i) <= gamma * Rmax (v i * grad w i) 0) by (apply Rmult_le_compat_l; lra).
      replace (gamma / 2 * v i ^ 2 + grad w i * (gamma * v i) + M / 2 * (gamma * v i) ^ 2) with
        (gamma * (v i * grad w i) + gamma / 2 * (1 + gamma * M) * v i ^ 2) by field. lra. }
  lra.
Qed.

(* off infeasible midpoints: u g <= 0 in S+, u g = |u| |g| in S- *)
Theorem signs psi s g alpha clip rule : 0 < alpha -> 0 < clip -> psi < 0 -> s <> 0 ->
  let u := force_of psi s alpha clip in
  (branch_of psi s g alpha clip rule = SKEW_ALONG -> u * g <= 0) /\
  (branch_of psi s g alpha clip rule = SKEW_AGAINST -> u * g = Rabs u * Rabs g).
Proof.
  intros Ha Hc Hp Hs u. assert (P := force_inward psi s alpha clip Ha Hc Hp Hs). fold u in P.
  assert (S2 : 0 < s * s) by (destruct (Rtotal_order s 0) as [X|[X|X]]; [nra | contradiction | nra]).
  assert (Along : 0 <= - g * s -> u * g <= 0).
  { intros H. apply Rmult_le_reg_r with (s * s); [exact S2|].
    assert (0 <= (u * s) * (- g * s)) by (apply Rmult_le_pos; lra). lra. }
  assert (Against : - g * s < 0 -> u * g = Rabs u * Rabs g).
  { intros H. rewrite <- Rabs_mult, Rabs_pos_eq; [reflexivity|].
    apply Rmult_le_reg_r with (s * s); [exact S2|].
    assert (0 <= (u * s) * - (- g * s)) by (apply Rmult_le_pos; lra). lra. }
  unfold branch_of. cbv zeta.
  destruct (Rlt_dec 0 psi); [lra|]. destruct Req_EM_T; [contradiction|].
  destruct (Rle_dec (- alpha * psi) (- g * s)); [branches; split; discriminate|].
  split; intros B; destruct (Nat.eq_dec rule PROJECTED) in B; repeat destruct Rle_dec; try discriminate B; auto;
    try (apply Against; lra).
Qed.
