(* Theorem 5*, in probability: along the random index the iterates come close to the stationary points Z of
   the box, since S^2 + d^2 is at least some c > 0 where the distance to Z is at least sqrt(eta). The c
   depends on the box, the loss and eta, not on the run. *)
From Coq Require Import Reals Lra Psatz List Arith Lia FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import sums expectation.
Open Scope R_scope.

(* far k: the indicator that |w_k - y|^2 >= eta for every y of Z *)
Theorem in_probability Omega (E : expectation Omega) gamma T c (S2 d2 far : nat -> Omega -> R) (close : nat -> Omega -> Prop) :
  (forall k, 0 < gamma k) -> 0 < c ->
  (forall k o, (close k o /\ far k o = 0) \/ (~ close k o /\ far k o = 1)) ->
  (forall k o, 0 <= S2 k o /\ 0 <= d2 k o) -> (forall k o, ~ close k o -> c <= S2 k o + d2 k o) ->
  (forall k, integrable E (S2 k) /\ integrable E (d2 k) /\ integrable E (far k)) ->
  let at_tau f := sum T (fun k => gamma k / sum T gamma * mean E (f k)) in
  at_tau far <= (at_tau S2 + at_tau d2) / c.
Proof.
  intros Hg Hc Hf Pos Far Int at_tau. unfold at_tau. apply Rmult_le_reg_r with c; [exact Hc|].
  unfold Rdiv at 2. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  rewrite (Rmult_comm _ c), <- sum_scal, <- sum_plus. apply sum_le. intros k Hk. destruct (Int k) as (I1 & I2 & I3).
  assert (W : 0 <= gamma k / sum T gamma).
  { apply Rmult_le_pos; [apply Rlt_le, Hg|]. destruct (Req_dec (sum T gamma) 0) as [Z|Z]; [rewrite Z, Rinv_0; lra|].
    apply Rlt_le, Rinv_0_lt_compat. assert (P : 0 <= sum T gamma) by (apply sum_pos; intros; apply Rlt_le, Hg). lra. }
  assert (L : mean E (fun o => c * far k o) <= mean E (fun o => S2 k o + d2 k o)).
  { apply mean_le; [apply integrable_scal, I3 | apply (integrable_plus E); assumption|]. intros o.
    destruct (Pos k o). destruct (Hf k o) as [[_ ->]|[N ->]]; [lra|]. specialize (Far k o N). lra. }
  rewrite mean_scal, mean_plus in L by assumption.
  replace (c * (gamma k / sum T gamma * mean E (far k))) with (gamma k / sum T gamma * (c * mean E (far k))) by ring.
  rewrite <- Rmult_plus_distr_l. apply Rmult_le_compat_l; assumption.
Qed.

(* a rate: bounds that are A / H_T with the same A for all T tend to zero with H_T -> infinity *)
Theorem rate_to_zero (gamma p : nat -> R) A : (forall T, 0 <= p T <= A / sum T gamma) ->
  is_lim_seq (fun T => sum T gamma) p_infty -> is_lim_seq p 0.
Proof.
  intros H Hinf. apply (is_lim_seq_le_le (fun _ => 0) p (fun T => A / sum T gamma)); [exact H | apply is_lim_seq_const|].
  replace (Finite 0) with (Rbar_mult A 0) by (simpl; f_equal; ring).
  apply (is_lim_seq_scal_l (fun T => / sum T gamma) A 0). replace (Finite 0) with (Rbar_inv p_infty) by reflexivity.
  apply is_lim_seq_inv; [exact Hinf | discriminate].
Qed.
