(* The notes' Lemma 3: under MFCQ at a feasible x, the tangent cone of C = {g >= 0} is what the gradients
   say, and the normal cone, its polar, is minus the cone that they span. Any n, finitely many
   constraints, differentiable at x where g_j(x) <= 0 and continuous at x where g_j(x) > 0; tangents are
   limits of (x_k - x)/t_k with x_k in C, t_k -> 0. *)
From Coq Require Import Reals Lra Psatz Arith Lia ClassicalChoice FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import sums smooth sequences linear calculus.
Open Scope R_scope.

Definition feasible m (g : nat -> (nat -> R) -> R) y := forall j, (j < m)%nat -> 0 <= g j y.
(* the constraints in I(x) *)
Definition active m (g : nat -> (nat -> R) -> R) x j := (j < m)%nat /\ g j x <= 0.

Section Constraints.
Variables (n m : nat) (g : nat -> (nat -> R) -> R) (x : nat -> R) (a : nat -> nat -> R).
Notation feasible := (feasible m g).
Notation active := (active m g x).
Hypothesis smooth : forall j, (j < m)%nat ->
  (g j x <= 0 -> differentiable_at n (g j) (a j) x) /\ (0 < g j x -> continuous_at n (g j) x).
Definition qualified u := forall j, active j -> 0 < dot n (a j) u.
Definition allowed d := forall j, active j -> 0 <= dot n (a j) d.

(* a straight line whose products with the active gradients are positive stays in C at first *)
Theorem straight_line d : feasible x -> qualified d -> exists T, 0 < T /\ forall t, 0 < t <= T -> feasible (at_ x d t).
Proof.
  intros F Q. apply (small_for_all m (fun j t => 0 <= g j (at_ x d t))). intros j Hj. specialize (F j Hj).
  destruct (Rlt_dec 0 (g j x)) as [P|P].
  - destruct (stays_positive n (g j) x d (proj2 (smooth j Hj) P) P) as (T & T0 & HT).
    exists T. split; [exact T0|]. intros t Ht. apply Rlt_le, HT, Ht.
  - destruct (grows n (g j) (a j) x d (proj1 (smooth j Hj) ltac:(lra))) as (T & T0 & HT); [apply Q; split; [exact Hj | lra]|].
    exists T. split; [exact T0|]. intros t Ht. specialize (HT t Ht). lra.
Qed.

Lemma tangent_allowed d : feasible x -> tangent n feasible x d -> allowed d.
Proof.
  intros F (X & t & HX & T & D) j [Hj A]. assert (Z : g j x = 0) by (specialize (F j Hj); lra).
  set (h := fun k i => (X k i - x i) / t k). set (r := sqrt (norm2 n d) + 1).
  assert (r0 : 0 < r) by (unfold r; assert (S := sqrt_pos (norm2 n d)); lra).
  assert (Nd : sqrt (norm2 n d) ^ 2 = norm2 n d) by apply pow2_sqrt, norm2_pos.
  assert (Sp := sqrt_pos (norm2 n d)).
  assert (Hn : is_lim_seq (fun k => norm2 n (h k)) (norm2 n d)).
  { apply (lim_sum n (fun k i => h k i ^ 2) (fun i => d i ^ 2)). intros i Hi. apply lim_square, D, Hi. }
  assert (Hd : is_lim_seq (fun k => dot n (a j) (h k)) (dot n (a j) d)).
  { apply tends_dot; [intros i Hi; apply is_lim_seq_const | exact D]. }
  apply Rnot_lt_le. intros N. set (q := dot n (a j) d) in *.
  set (e := - q / (2 * r)). assert (e0 : 0 < e) by (unfold e; apply Rdiv_lt_0_compat; lra).
  destruct (proj1 (smooth j Hj) A e e0) as (s & s0 & E).
  assert (Big : exists K, forall k, (K <= k)%nat -> norm2 n (h k) <= r ^ 2).
  { apply is_lim_seq_spec in Hn. destruct (Hn (mkposreal 1 Rlt_0_1)) as [K HK]. exists K. intros k Hk.
    specialize (HK k Hk). simpl in HK. apply Rabs_def2 in HK.
    assert (R2 : r ^ 2 = sqrt (norm2 n d) ^ 2 + 2 * sqrt (norm2 n d) + 1) by (unfold r; ring). lra. }
  assert (Small : exists K, forall k, (K <= k)%nat -> t k * r <= s).
  { destruct (lim_zero_below _ T (s / r)) as [K HK]; [apply Rdiv_lt_0_compat; assumption|]. exists K. intros k Hk.
    specialize (HK k Hk). apply Rabs_def2 in HK. apply Rle_trans with (s / r * r); [apply Rmult_le_compat_r; lra | right; field; lra]. }
  assert (Neg : exists K, forall k, (K <= k)%nat -> dot n (a j) (h k) < q / 2).
  { apply is_lim_seq_spec in Hd. assert (P : 0 < - q / 2) by lra. destruct (Hd (mkposreal _ P)) as [K HK].
    exists K. intros k Hk. specialize (HK k Hk). simpl in HK. apply Rabs_def2 in HK. lra. }
  destruct Big as [K1 B1]. destruct Small as [K2 B2]. destruct Neg as [K3 B3]. set (k := (K1 + K2 + K3)%nat).
  specialize (B1 k ltac:(unfold k; lia)). specialize (B2 k ltac:(unfold k; lia)). specialize (B3 k ltac:(unfold k; lia)).
  destruct (HX k) as [Fk tk]. specialize (Fk j Hj).
  assert (Step : forall i, X k i - x i = t k * h k i) by (intros i; unfold h; field; lra).
  assert (N1 : norm2 n (fun i => X k i - x i) <= (t k * r) ^ 2).
  { replace (norm2 n (fun i => X k i - x i)) with (t k ^ 2 * norm2 n (h k)).
    - rewrite Rpow_mult_distr. apply Rmult_le_compat_l; [apply pow2_ge_0 | exact B1].
    - unfold norm2. rewrite <- sum_scal. apply sum_ext. intros i _. rewrite Step. ring. }
  assert (tr : 0 <= t k * r) by (apply Rmult_le_pos; lra).
  specialize (E (X k) (t k * r) (conj tr B2) N1). rewrite Z in E.
  replace (dot n (a j) (fun i => X k i - x i)) with (t k * dot n (a j) (h k)) in E.
  2:{ unfold dot. rewrite <- sum_scal. apply sum_ext. intros i _. rewrite Step. ring. }
  replace (e * (t k * r)) with (- q / 2 * t k) in E by (unfold e; field; lra).
  assert (A1 := Rle_abs (g j (X k) - 0 - t k * dot n (a j) (h k))).
  assert (t k * dot n (a j) (h k) < t k * (q / 2)) by (apply Rmult_lt_compat_l; lra). lra.
Qed.

Theorem tangent_cone u : feasible x -> qualified u -> forall d, tangent n feasible x d <-> allowed d.
Proof.
  intros F Q d. split; [apply tangent_allowed, F|]. intros A.
  assert (Step : forall k, exists s, (0 < s <= / (INR k + 1)) /\
    feasible (at_ x (fun i => d i + / (INR k + 1) * u i) s)).
  { intros k. assert (P : 0 < / (INR k + 1)) by (apply Rinv_0_lt_compat; assert (B := pos_INR k); lra).
    destruct (straight_line (fun i => d i + / (INR k + 1) * u i) F) as (T & T0 & HT).
    - intros j Hj. rewrite dot_plus, dot_scal. specialize (A j Hj). specialize (Q j Hj).
      assert (0 < / (INR k + 1) * dot n (a j) u) by (apply Rmult_lt_0_compat; assumption). lra.
    - exists (Rmin T (/ (INR k + 1))). split; [split; [apply Rmin_glb_lt; assumption | apply Rmin_r]|].
      apply HT. split; [apply Rmin_glb_lt; assumption | apply Rmin_l]. }
  apply choice in Step. destruct Step as [s Hs].
  exists (fun k => at_ x (fun i => d i + / (INR k + 1) * u i) (s k)), s. split; [|split].
  - intros k. split; [apply Hs | apply Hs].
  - apply lim_zero_dominated with (v := fun k => / (INR k + 1)) (K := O); [apply lim_inv|].
    intros k _. destruct (Hs k) as [B _]. rewrite Rabs_pos_eq; lra.
  - intros i Hi. apply is_lim_seq_ext with (fun k => d i + / (INR k + 1) * u i).
    + intros k. destruct (Hs k) as [B _]. assert (I := pos_INR k). unfold at_. field. split; lra.
    + replace (Finite (d i)) with (Finite (d i + 0 * u i)) by (f_equal; ring).
      apply is_lim_seq_plus'; [apply is_lim_seq_const|]. apply is_lim_seq_mult'; [apply lim_inv | apply is_lim_seq_const].
Qed.

Theorem tangents_closed (D : nat -> nat -> R) d : (forall k, tangent n feasible x (D k)) -> tends n D d ->
  tangent n feasible x d.
Proof.
  intros H L. assert (Pick : forall k, exists p : (nat -> R) * R, (feasible (fst p) /\ 0 < snd p <= / (INR k + 1)) /\
    forall i, (i < n)%nat -> Rabs ((fst p i - x i) / snd p - D k i) < / (INR k + 1)).
  { intros k. assert (P : 0 < / (INR k + 1)) by (apply Rinv_0_lt_compat; assert (B := pos_INR k); lra).
    destruct (H k) as (X & t & HX & T & Q). destruct (lim_zero_below _ T _ P) as [K1 B1].
    destruct (eventually_all n (fun i q => Rabs ((X q i - x i) / t q - D k i) < / (INR k + 1))) as [K2 B2].
    { intros i Hi. specialize (Q i Hi). apply is_lim_seq_spec in Q. destruct (Q (mkposreal _ P)) as [K HK].
      exists K. intros q Hq. apply (HK q Hq). }
    exists (X (K1 + K2)%nat, t (K1 + K2)%nat). simpl. destruct (HX (K1 + K2)%nat) as [F t0].
    specialize (B1 (K1 + K2)%nat ltac:(lia)). apply Rabs_def2 in B1. split; [split; [exact F | lra]|].
    intros i Hi. apply (B2 i (K1 + K2)%nat Hi). lia. }
  apply choice in Pick. destruct Pick as [p Hp]. exists (fun k => fst (p k)), (fun k => snd (p k)). split; [|split].
  - intros k. destruct (Hp k) as [[F [t0 _]] _]. split; assumption.
  - apply lim_zero_dominated with (v := fun k => / (INR k + 1)) (K := O); [apply lim_inv|].
    intros k _. destruct (Hp k) as [[_ B] _]. rewrite Rabs_pos_eq; lra.
  - intros i Hi. apply is_lim_seq_ext with (fun k => ((fst (p k) i - x i) / snd (p k) - D k i) + D k i); [intros; ring|].
    replace (Finite (d i)) with (Finite (0 + d i)) by (f_equal; ring). apply is_lim_seq_plus'; [|apply L, Hi].
    apply lim_zero_dominated with (v := fun k => / (INR k + 1)) (K := O); [apply lim_inv|].
    intros k _. destruct (Hp k) as [_ B]. apply Rlt_le, B, Hi.
Qed.

(* Farkas for the active constraints: multipliers, 0 where g > 0 *)
Lemma multipliers y : (forall d, allowed d -> dot n y d <= 0) ->
  exists lam, (forall j, (j < m)%nat -> 0 <= lam j /\ (0 < g j x -> lam j = 0)) /\
    forall i, (i < n)%nat -> y i = - combine m lam a i.
Proof.
  intros H. set (row := fun j i => if Rle_dec (g j x) 0 then - a j i else 0).
  assert (Row : forall j d, dot n (row j) d = if Rle_dec (g j x) 0 then - dot n (a j) d else 0).
  { intros j d. unfold dot, row. destruct (Rle_dec (g j x) 0).
    - rewrite <- sum_opp. apply sum_ext; intros; ring.
    - rewrite (sum_ext n _ (fun _ => 0)) by (intros; ring). rewrite sum_const; ring. }
  destruct (farkas n m row y) as (lam & L & E).
  { intros d Hd. apply H. intros j [Hj A]. specialize (Hd j Hj). rewrite Row in Hd. destruct Rle_dec; [lra | contradiction]. }
  exists (fun j => if Rle_dec (g j x) 0 then lam j else 0). split.
  - intros j Hj. specialize (L j Hj). destruct Rle_dec; split; intros; lra.
  - intros i Hi. rewrite E by exact Hi. unfold combine. rewrite <- sum_opp. apply sum_ext. intros j _.
    unfold row. destruct Rle_dec; ring.
Qed.

Theorem normal_cone u y : feasible x -> qualified u ->
  (forall d, tangent n feasible x d -> dot n y d <= 0) <->
  exists lam, (forall j, (j < m)%nat -> 0 <= lam j /\ (0 < g j x -> lam j = 0)) /\
    forall i, (i < n)%nat -> y i = - combine m lam a i.
Proof.
  intros F Q. split.
  - intros H. apply multipliers. intros d A. apply H, (tangent_cone u F Q), A.
  - intros (lam & L & E) d T. assert (A := tangent_allowed d F T).
    replace (dot n y d) with (- dot n (combine m lam a) d).
    + rewrite dot_combine. assert (P : 0 <= sum m (fun j => lam j * dot n (a j) d)); [|lra].
      apply sum_pos. intros j Hj. destruct (L j Hj) as [L0 L1]. destruct (Rlt_dec 0 (g j x)) as [G|G].
      * rewrite L1 by exact G. lra.
      * apply Rmult_le_pos; [exact L0|]. apply A. split; [exact Hj | lra].
    + unfold dot. rewrite <- sum_opp. apply sum_ext. intros i Hi. rewrite E by exact Hi. ring.
Qed.
End Constraints.
(* continuous gradients are enough *)
Lemma smooth_at n m g x (a : nat -> (nat -> R) -> nat -> R) : (forall j, (j < m)%nat -> C1 n (g j) (a j)) -> forall j, (j < m)%nat ->
  (g j x <= 0 -> differentiable_at n (g j) (a j x) x) /\ (0 < g j x -> continuous_at n (g j) x).
Proof.
  intros H j Hj. assert (E := expansion n (g j) (a j) x (H j Hj)).
  split; intros _; [exact E | eapply differentiable_continuous, E].
Qed.
