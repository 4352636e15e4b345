(* Corollary 2: Theorem 3' with gamma = 1/sqrt(T + 1) for a horizon T + 1 >= max(1/gamma_max^2, M^2). *)
From Coq Require Import Reals Lra Psatz List Arith Lia.
From Askew Require Import kernel levels sides sums lemma_5 corollary_1 theorem_2 theorem_3.
Open Scope R_scope.

Theorem corollary_2 n l grad levels level eps alpha clip G M kind rule w0 T K :
  let R := sqrt (INR (S T)) in
  let gamma := 1 / R in
  smooth_loss n l grad G M -> 0 < alpha -> 0 < clip -> 0 < eps -> 0 <= M -> 0 < G ->
  (forall i, (i < n)%nat -> increasing (levels i) /\ (level i < length (levels i))%nat /\
    gaps_ok (levels i) eps kind (level i) /\ basin (levels i) rule (level i) (w0 i)) ->
  M ^ 2 <= INR (S T) ->
  (forall i, (i < n)%nat -> let top := gamma_max (levels i) eps clip G kind (level i) in
    0 < top /\ 1 / top ^ 2 <= INR (S T)) ->
  (forall i, (i < n)%nat -> (first_step levels level eps alpha clip gamma G kind w0 i <= K)%nat) ->
  let w := run grad levels eps alpha clip gamma kind rule w0 in
  exists k, (K <= k <= K + T)%nat /\ norm2 n (vel grad levels eps alpha clip kind rule (w k)) <=
    (2 * (l (w K) - l (w (K + S T)%nat)) + 4 * alpha * sqrt (INR n) * G ^ 2) / R +
    4 * alpha ^ 2 * INR n * G ^ 2 / INR (S T).
Proof.
  intros R gamma L Ha Hc He HM HG St HT HK K1 w.
  assert (P : 0 < INR (S T)) by (apply lt_0_INR; lia).
  assert (R0 : 0 < R) by (apply sqrt_lt_R0; lra). assert (R2 : R ^ 2 = INR (S T)) by (apply pow2_sqrt; lra).
  assert (G0 : 0 < gamma) by (apply Rdiv_lt_0_compat; lra).
  assert (GR : gamma * R = 1) by (unfold gamma; field; lra).
  assert (Root : forall x, 0 <= x -> x ^ 2 <= R ^ 2 -> x <= R).
  { intros x X H. apply Rsqr_incr_0; unfold Rsqr; lra. }
  destruct (theorem_3 n l grad levels level eps alpha clip gamma G M kind rule w0) with (K := K) (T := T)
    as (k & Hk & B); auto.
  - rewrite <- GR. apply Rmult_le_compat_l; [lra|]. apply Root; lra.
  - intros i Hi. destruct (HK i Hi) as [T0 T1].
    set (top := gamma_max (levels i) eps clip G kind (level i)) in *.
    assert (X : 1 / top <= R).
    { apply Root; [apply Rlt_le, Rdiv_lt_0_compat; lra|]. rewrite R2. eapply Rle_trans; [|exact T1].
      right. field. lra. }
    unfold gamma. apply Rmult_le_reg_r with R; [exact R0|].
    replace (1 / R * R) with (top * (1 / top)) by (field; lra). apply Rmult_le_compat_l; lra.
  - exists k. split; [exact Hk|]. eapply Rle_trans; [exact B|]. right. fold w. unfold gamma.
    rewrite <- R2. field. lra.
Qed.
