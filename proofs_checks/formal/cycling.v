(* Cycling: on Q = {-1, 1} with gradient steps outward, w <-> -w outside the intervals exactly if
   gamma min(alpha (|w| - 1 - epsilon), M_c) = 2 |w|; then gamma alpha > 2. Quadratic psi, both rules. *)
From Coq Require Import Reals Lra Psatz List Arith Lia.
From Askew Require Import kernel levels sides lemma_3.
Import ListNotations.
Open Scope R_scope.

Section Cycle.
Variables (eps alpha clip gamma : R) (rule : nat).
Hypothesis Ha : 0 < alpha.
Hypothesis Hc : 0 < clip.
Hypothesis He : 0 < eps.
Hypothesis Hgamma : 0 < gamma.
Notation q := [-1; 1].
(* g, g': the gradients at w and -w; minus the gradient points away from the interval *)
Notation step w g := (step q eps alpha clip QUADRATIC rule gamma w g).

Lemma outer_velocity w g g' : 1 + eps < w -> g <= 0 <= g' ->
  velocity w g q eps alpha clip QUADRATIC rule = - Rmin (alpha * (w - 1 - eps)) clip /\
  velocity (- w) g' q eps alpha clip QUADRATIC rule = Rmin (alpha * (w - 1 - eps)) clip.
Proof.
  intros Hw Hg. assert (Inc : increasing q) by (intros [|i] Hi; simpl in Hi; [unfold lv; simpl; lra | lia]).
  assert (P : 0 < alpha * (w - 1 - eps)) by (apply Rmult_lt_0_compat; lra).
  assert (V : velocity (- w) g' q eps alpha clip QUADRATIC rule = Rmin (alpha * (w - 1 - eps)) clip).
  { rewrite velocity_is.
    destruct (left_of_all q eps QUADRATIC Inc He (- w)) as (-> & -> & _); [simpl; lia | unfold lv; simpl; lra |].
    replace (psi_of eps QUADRATIC (reach QUADRATIC eps - (lv q 0 - - w))) with (- (w - 1 - eps))
      by (unfold psi_of, reach, lv; simpl; ring).
    replace (slope_of eps QUADRATIC (reach QUADRATIC eps - (lv q 0 - - w)) 1) with 1 by reflexivity.
    destruct (v_against alpha clip rule (- (w - 1 - eps)) 1 g') as [E|(_ & E & _)]; try lra.
    - rewrite E. replace (- alpha * - (w - 1 - eps) / 1) with (alpha * (w - 1 - eps)) by field.
      apply clipped_spec; lra.
    - rewrite Rabs_R1 in E. lra. }
  split; [|exact V]. rewrite velocity_is.
  destruct (right_of_all q eps QUADRATIC Inc He 1 w) as (-> & -> & _); [reflexivity | unfold lv; simpl; lra |].
  replace (psi_of eps QUADRATIC (reach QUADRATIC eps - (w - lv q 1))) with (- (w - 1 - eps))
    by (unfold psi_of, reach, lv; simpl; ring).
  replace (slope_of eps QUADRATIC (reach QUADRATIC eps - (w - lv q 1)) (-1)) with (- (1)) by reflexivity.
  destruct (v_against alpha clip rule (- (w - 1 - eps)) (- (1)) g) as [E|(_ & E & _)]; try lra.
  - rewrite E. replace (- alpha * - (w - 1 - eps) / - (1)) with (- (alpha * (w - 1 - eps))) by field.
    unfold clipped, Rmin. repeat destruct Rlt_dec; destruct Rle_dec; lra.
  - rewrite Rabs_Ropp, Rabs_R1 in E. lra.
Qed.

Theorem cycle w g g' : 1 + eps < w -> g <= 0 <= g' ->
  ((step w g = - w /\ step (- w) g' = w) <-> gamma * Rmin (alpha * (w - 1 - eps)) clip = 2 * w).
Proof.
  intros Hw Hg. destruct (outer_velocity w g g' Hw Hg) as [V1 V2]. unfold lemma_3.step. rewrite V1, V2. split; intros H; lra.
Qed.

Theorem cycle_needs w : 1 + eps < w -> gamma * Rmin (alpha * (w - 1 - eps)) clip = 2 * w -> 2 < gamma * alpha.
Proof.
  intros Hw H. assert (M := Rmin_l (alpha * (w - 1 - eps)) clip).
  assert (gamma * Rmin (alpha * (w - 1 - eps)) clip <= gamma * (alpha * (w - 1 - eps))) by (apply Rmult_le_compat_l; lra).
  assert (gamma * alpha * (w - 1 - eps) <= gamma * alpha * w).
  { apply Rmult_le_compat_l; [apply Rmult_le_pos; lra | lra]. }
  assert (gamma * alpha * (1 + eps) > 0) by (repeat apply Rmult_lt_0_compat; lra).
  apply Rmult_lt_reg_r with w; lra.
Qed.
End Cycle.
