(* Theorem 3': from k_1 on every force is at most 2 alpha gamma G, so Theorem 2' holds with that in
   place of M_c; n coordinates, each with its own levels, both psi and both rules. *)
From Coq Require Import Reals Lra Psatz List Arith Lia.
From Askew Require Import kernel levels sides sums smooth lemma_2 lemma_3 lemma_5.
From Askew Require Import corollary_1_sharper corollary_1 finite_time theorem_2.
Import ListNotations.
Open Scope R_scope.

Section Theorem3.
Variables (n : nat) (l : (nat -> R) -> R) (grad : (nat -> R) -> nat -> R).
Variables (levels : nat -> list R) (level : nat -> nat) (eps alpha clip gamma G M : R) (kind rule : nat).
Variable w0 : nat -> R.
Hypothesis Hloss : smooth_loss n l grad G M.
Hypothesis Ha : 0 < alpha.
Hypothesis Hc : 0 < clip.
Hypothesis He : 0 < eps.
Hypothesis Hgamma : 0 < gamma.
Hypothesis HM : 0 <= M.
Hypothesis HG : 0 < G.
Hypothesis Hsmall : gamma * M <= 1.
(* each coordinate starts in the basin of its level *)
Hypothesis Hstart : forall i, (i < n)%nat -> increasing (levels i) /\ (level i < length (levels i))%nat /\
  gaps_ok (levels i) eps kind (level i) /\ basin (levels i) rule (level i) (w0 i).
Notation w := (run grad levels eps alpha clip gamma kind rule w0).
Notation v k := (vel grad levels eps alpha clip kind rule (w k)).

Lemma coordinate k i : w k i = iterate (levels i) eps alpha clip kind rule (fun _ => gamma)
  (fun j => grad (w j) i) (w0 i) k.
Proof. induction k as [|k IH]; [reflexivity|]. simpl. rewrite <- IH. reflexivity. Qed.

Lemma gradient_coordinate x i : (i < n)%nat -> Rabs (grad x i) <= G.
Proof.
  intros Hi. destruct Hloss as (_ & B & _). rewrite <- (Rabs_pos_eq G) by lra.
  apply Rsqr_le_abs_0. unfold Rsqr. assert (C := coord_le n (grad x) i Hi). specialize (B x). lra.
Qed.

Definition first_step i : nat := k1 (levels i) eps alpha clip gamma G kind (level i) (w0 i).

(* the conclusion, for steps from K on *)
Definition bound_from K T := exists k, (K <= k <= K + T)%nat /\ norm2 n (v k) <=
  2 * (l (w K) - l (w (K + S T)%nat)) / (gamma * INR (S T)) +
  4 * alpha * sqrt (INR n) * gamma * G ^ 2 + 4 * alpha ^ 2 * INR n * gamma ^ 2 * G ^ 2.

Lemma bound_after K T : (forall i, (i < n)%nat -> forall k, (K <= k)%nat ->
    Rabs (skewing_force (w k i) (levels i) eps alpha clip kind) <= 2 * alpha * (gamma * G)) -> bound_from K T.
Proof.
  intros F. destruct Hloss as (H1 & H2 & H3).
  assert (gG : 0 < gamma * G) by (apply Rmult_lt_0_compat; lra).
  assert (C : 0 <= 2 * alpha * (gamma * G)) by (apply Rmult_le_pos; lra).
  destruct (finite_time n l grad H1 gamma G M (2 * alpha * (gamma * G)) C Hgamma HM ltac:(lra) Hsmall H2 H3 w
    (fun k => v k) K T) as (k & Hk & B).
  - intros k i. reflexivity.
  - intros k i Hk Hi. destruct (gradient_or_force grad levels eps alpha clip kind rule (w k) i) as [->| ->].
    + left; reflexivity.
    + right. rewrite <- pow2_abs. apply pow_incr. split; [apply Rabs_pos | apply F; assumption].
  - exists k. split; [exact Hk|]. eapply Rle_trans; [exact B|]. right. ring.
Qed.

Theorem theorem_3_sharper K T :
  (forall i, (i < n)%nat -> sharper (levels i) eps clip gamma G kind (level i)) ->
  (forall i, (i < n)%nat -> (first_step i <= K)%nat) -> bound_from K T.
Proof.
  intros S HK. apply bound_after. intros i Hi k Hk. destruct (Hstart i Hi) as (Inc & Lev & Gap & Bas).
  rewrite coordinate. apply corollary_1_sharper with (rule := rule) (G := G) (i := level i); auto.
  - intros j. apply gradient_coordinate, Hi.
  - specialize (HK i Hi). unfold first_step in HK. lia.
Qed.

Theorem theorem_3 K T :
  (forall i, (i < n)%nat -> gamma <= gamma_max (levels i) eps clip G kind (level i)) ->
  (forall i, (i < n)%nat -> (first_step i <= K)%nat) -> bound_from K T.
Proof.
  intros S HK. apply theorem_3_sharper; [|exact HK]. intros i Hi. destruct (Hstart i Hi) as (Inc & Lev & Gap & Bas).
  apply sharper_is_larger; auto.
Qed.
End Theorem3.

(* attained in every dimension: T = 0, every coordinate at distance gamma G = D/3, pushed uphill *)
Theorem theorem_3_attained n alpha G rule : n <> O -> 0 < G -> 0 < alpha <= 3 / 2 * G ->
  let q := [-1; 1] in let eps := 3 / 4 in let gamma := 1 / (3 * G) in let x := -1 / 6 in
  exists l grad, smooth_loss n l grad G 0 /\
    sharper q eps G gamma G QUADRATIC 0 /\ dist q eps QUADRATIC 0 x = gamma * G /\
    let w := run grad (fun _ => q) eps alpha G gamma QUADRATIC rule (fun _ => x) in
    norm2 n (vel grad (fun _ => q) eps alpha G QUADRATIC rule (w O)) =
    2 * (l (w O) - l (w 1%nat)) / (gamma * INR 1) +
    4 * alpha * sqrt (INR n) * gamma * G ^ 2 + 4 * alpha ^ 2 * INR n * gamma ^ 2 * G ^ 2.
Proof.
  intros Hn HG Ha q eps gamma x. assert (P : 0 < INR n) by (apply lt_0_INR; lia).
  assert (R := sqrt_lt_R0 _ P). assert (S := pow2_sqrt (INR n) ltac:(lra)).
  set (r := sqrt (INR n)) in *. set (s := G / r).
  assert (Es : s * r = G) by (unfold s; field; lra).
  assert (Ps : 0 < s) by (apply Rdiv_lt_0_compat; lra).
  assert (Inc : increasing q) by (intros [|i] Hi; simpl in Hi; [unfold lv, q; simpl; lra | lia]).
  assert (He : 0 < eps) by (unfold eps; lra).
  assert (gG : gamma * G = 1 / 3) by (unfold gamma; field; lra).
  assert (Gap : gap_ok q eps QUADRATIC 0) by (unfold gap_ok, gap, reach, lv, q, eps; simpl; lra).
  assert (W : width q eps QUADRATIC 0 = 1).
  { destruct (width_sq q eps QUADRATIC 0 Gap) as [A B].
    assert (C : gap q 0 ^ 2 - 4 * reach QUADRATIC eps = 1) by (unfold gap, reach, lv, q, eps; simpl; lra).
    rewrite C in B. nra. }
  assert (M : mid q 0 = 0) by (unfold mid, lv, q; simpl; field).
  assert (Hi : plus q eps QUADRATIC 0 = -1 / 2) by (rewrite plus_inner, W, M by (simpl; lia); field).
  assert (Lo : minus q eps QUADRATIC 0 = -7 / 4) by (unfold minus, reach, lv, q, eps; simpl; field).
  exists (linear n (- s)), (fun _ _ => - s).
  split; [apply linear_loss; [assumption|]; rewrite <- S, <- Es; ring|].
  split; [|split].
  { split; [rewrite Hi, Lo; replace (G - G) with 0 by ring; lra|].
    split; [intros j [=] | intros _; rewrite W, gG; lra]. }
  { unfold dist. rewrite Hi, Lo, gG. unfold x. maxmin; lra. }
  assert (V : velocity x (- s) q eps alpha G QUADRATIC rule = - (2 / 3 * alpha)).
  { rewrite velocity_is.
    destruct (in_gap q eps QUADRATIC Inc He 0 x) as (-> & -> & _);
      [simpl; lia | exact Gap | unfold lv, q, x; simpl; lra |].
    rewrite M, W. replace ((x - 0) ^ 2 - 1 ^ 2 / 4) with (- (2 / 9)) by (unfold x; field).
    assert (E : psi_of eps QUADRATIC (- (2 / 9)) = - (2 / 9)) by reflexivity. rewrite E.
    assert (E1 : slope_of eps QUADRATIC (- (2 / 9)) (2 * (x - 0)) = - (1 / 3)).
    { replace (2 * (x - 0)) with (- (1 / 3)) by (unfold x; field). reflexivity. }
    rewrite E1. destruct (v_against alpha G rule (- (2 / 9)) (- (1 / 3)) (- s)) as [F|(_ & F & _)]; try lra.
    - rewrite F. replace (- alpha * - (2 / 9) / - (1 / 3)) with (- (2 / 3 * alpha)) by field.
      unfold clipped. repeat destruct Rlt_dec; lra.
    - assert (0 < G * Rabs (- (1 / 3))) by (apply Rmult_lt_0_compat; [|apply Rabs_pos_lt]; lra). lra. }
  cbv zeta. unfold run, vel. cbv beta. rewrite V.
  unfold norm2, linear. rewrite !sum_const. simpl INR. unfold gamma. rewrite <- S, <- Es. field. lra.
Qed.
