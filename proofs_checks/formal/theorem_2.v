(* Theorem 2': the finite-horizon bound for the kernel's own velocity, in n coordinates, any psi and
   rule; equality is attained in every dimension. *)
From Coq Require Import Reals Lra Psatz List Arith Lia FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel levels sides lemma_2 sums smooth finite_time.
Import ListNotations.
Open Scope R_scope.

(* what the three bounds assume of the loss *)
Definition smooth_loss n (l : (nat -> R) -> R) (grad : (nat -> R) -> nat -> R) (G M : R) : Prop :=
  (forall x h t, is_derive (fun s => l (at_ x h s)) t (dot n (grad (at_ x h t)) h)) /\
  (forall x, norm2 n (grad x) <= G ^ 2) /\
  (forall x y, norm2 n (fun i => grad x i - grad y i) <= M ^ 2 * norm2 n (fun i => x i - y i)).

Section Run.
Variables (grad : (nat -> R) -> nat -> R) (levels : nat -> list R) (eps alpha clip gamma : R) (kind rule : nat).
Definition vel w i := velocity (w i) (grad w i) (levels i) eps alpha clip kind rule.
Fixpoint run (w0 : nat -> R) k : nat -> R :=
  match k with O => w0 | S m => fun i => run w0 m i + gamma * vel (run w0 m) i end.

Lemma gradient_or_force w i :
  vel w i = - grad w i \/ vel w i = skewing_force (w i) (levels i) eps alpha clip kind.
Proof.
  unfold vel, velocity, velocity_of, velocity_on, skewing_force; cbv zeta.
  destruct Rlt_dec; [left; reflexivity|]. destruct Nat.eq_dec; [left | right]; reflexivity.
Qed.
Lemma force_le_clip w i : 0 < clip -> Rabs (skewing_force (w i) (levels i) eps alpha clip kind) <= clip.
Proof.
  intros. unfold skewing_force, force_of, clipped; cbv zeta.
  destruct Rlt_dec; [rewrite Rminus_eq_0, Rabs_R0; lra|].
  destruct Req_EM_T; unfold Rabs; repeat destruct Rlt_dec; repeat destruct Rcase_abs; lra.
Qed.
End Run.

Theorem theorem_2 n l grad levels eps alpha clip gamma G M kind rule w0 T :
  smooth_loss n l grad G M -> 0 < clip -> 0 < gamma -> 0 <= M -> 0 <= G -> gamma * M <= 1 ->
  let w := run grad levels eps alpha clip gamma kind rule w0 in
  exists k, (k <= T)%nat /\ norm2 n (vel grad levels eps alpha clip kind rule (w k)) <=
    2 * (l w0 - l (w (S T))) / (gamma * INR (S T)) + 2 * clip * G * sqrt (INR n) + clip ^ 2 * INR n.
Proof.
  intros (H1 & H2 & H3) Hc Hg HM HG Hs w.
  destruct (finite_time n l grad H1 gamma G M clip ltac:(lra) Hg HM HG Hs H2 H3 w
    (fun k => vel grad levels eps alpha clip kind rule (w k)) 0 T) as (k & Hk & B).
  - intros k i. reflexivity.
  - intros k i _ _. destruct (gradient_or_force grad levels eps alpha clip kind rule (w k) i) as [->| ->].
    + left; reflexivity.
    + right. rewrite <- pow2_abs. apply pow_incr. split; [apply Rabs_pos | apply force_le_clip, Hc].
  - exists k. split; [lia | exact B].
Qed.

(* a linear loss, the same slope in every coordinate *)
Definition linear n (s : R) (x : nat -> R) : R := sum n (fun i => s * x i).
Lemma linear_loss n s G : n <> O -> s ^ 2 * INR n = G ^ 2 ->
  smooth_loss n (linear n s) (fun _ _ => s) G 0.
Proof.
  intros Hn E. split; [|split].
  - intros x h t. unfold linear, at_.
    apply is_derive_ext with (fun u => linear n s x + u * (s * sum n h)).
    { intros u. unfold linear. rewrite <- sum_scal, <- sum_scal, <- sum_plus. apply sum_ext; intros; ring. }
    replace (dot n (fun _ => s) h) with (s * sum n h) by (unfold dot; rewrite <- sum_scal; reflexivity).
    auto_derive; auto; ring.
  - intros x. unfold norm2. rewrite sum_const. lra.
  - intros x y. right. unfold norm2. rewrite (sum_ext n _ (fun _ => 0)) by (intros; ring). rewrite sum_const. ring.
Qed.

(* the bound is attained for every n >= 1, G, M_c, alpha, gamma: no constant of it can be smaller *)
Theorem theorem_2_attained n eps alpha clip gamma G rule : n <> O ->
  0 < eps -> 0 < alpha -> 0 < clip -> 0 < gamma -> 0 < G ->
  exists l grad w0, smooth_loss n l grad G 0 /\
    let w := run grad (fun _ => [0]) eps alpha clip gamma QUADRATIC rule w0 in
    norm2 n (vel grad (fun _ => [0]) eps alpha clip QUADRATIC rule (w O)) =
    2 * (l w0 - l (w 1%nat)) / (gamma * INR 1) + 2 * clip * G * sqrt (INR n) + clip ^ 2 * INR n.
Proof.
  intros Hn He Ha Hc Hg HG. assert (P : 0 < INR n) by (apply lt_0_INR; lia).
  assert (R := sqrt_lt_R0 _ P). assert (S := pow2_sqrt (INR n) ltac:(lra)).
  set (r := sqrt (INR n)) in *. set (s := G / r).
  assert (Es : s * r = G) by (unfold s; field; lra).
  assert (Ps : 0 < s) by (apply Rdiv_lt_0_compat; lra).
  set (x := - eps - clip / alpha).
  exists (linear n s), (fun _ _ => s), (fun _ => x).
  split; [apply linear_loss; [assumption|]; rewrite <- S, <- Es; ring|].
  assert (A : 0 < clip / alpha) by (apply Rdiv_lt_0_compat; lra).
  assert (Inc : increasing [0]) by (intros i Hi; simpl in Hi; lia).
  assert (V : velocity x s [0] eps alpha clip QUADRATIC rule = clip).
  { rewrite velocity_is.
    destruct (left_of_all [0] eps QUADRATIC Inc He x) as (-> & -> & _); [simpl; lia | unfold lv, x; simpl; lra |].
    assert (E : psi_of eps QUADRATIC (reach QUADRATIC eps - (lv [0] 0 - x)) = - (clip / alpha)).
    { unfold psi_of, reach, lv, x. simpl. ring. }
    rewrite E. assert (E1 : forall p, slope_of eps QUADRATIC p 1 = 1) by reflexivity. rewrite E1.
    destruct (v_against alpha clip rule (- (clip / alpha)) 1 s) as [F|(_ & F & _)]; try lra.
    - replace (- alpha * - (clip / alpha)) with clip by (field; lra). lra.
    - rewrite F. replace (- alpha * - (clip / alpha) / 1) with clip by (field; lra).
      unfold clipped. repeat destruct Rlt_dec; lra.
    - rewrite Rabs_pos_eq in F; lra. }
  cbv zeta. unfold run, vel. cbv beta. rewrite V.
  unfold norm2, linear. rewrite !sum_const. simpl INR. rewrite <- S, <- Es. field. lra.
Qed.
