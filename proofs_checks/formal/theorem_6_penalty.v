(* The penalty min(0, psi_i)^2 of Theorem 6's proof is continuously differentiable, and with it the
   penalised loss. Both psi (the quadratic one has corners, but psi > 0 there), n coordinates. *)
From Coq Require Import Reals Lra Psatz List Arith Lia FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel levels sides basins intervals sums smooth linear calculus definition_2.
Open Scope R_scope.

Lemma square_derive t : is_derive (fun s => Rmin 0 s ^ 2) t (2 * Rmin 0 t).
Proof.
  destruct (Rlt_dec t 0) as [N|N]; [|destruct (Rlt_dec 0 t) as [P|P]].
  - apply (is_derive_ext_loc (fun s => s ^ 2)).
    + exists (mkposreal (- t) ltac:(lra)). intros s Hs. change (Rabs (s - t) < - t) in Hs. apply Rabs_def2 in Hs.
      rewrite Rmin_right by lra. reflexivity.
    + rewrite Rmin_right by lra. auto_derive; trivial. ring.
  - apply (is_derive_ext_loc (fun _ => 0)).
    + exists (mkposreal t P). intros s Hs. change (Rabs (s - t) < t) in Hs. apply Rabs_def2 in Hs.
      change (0 = Rmin 0 s ^ 2). rewrite Rmin_left by lra. ring.
    + rewrite Rmin_left by lra. rewrite Rmult_0_r. apply (is_derive_const (V := R_NormedModule)).
  - assert (Z : t = 0) by lra. rewrite Z, Rmin_left by lra. rewrite Rmult_0_r. apply is_derive_Reals.
    intros e He. exists (mkposreal e He). intros h H0 Hh. simpl in Hh. rewrite Rplus_0_l, (Rmin_left 0 0) by lra.
    replace ((Rmin 0 h ^ 2 - 0 ^ 2) / h - 0) with (Rmin 0 h * (Rmin 0 h / h)) by (field; exact H0).
    unfold Rmin. destruct Rle_dec.
    + rewrite Rmult_0_l, Rabs_R0. exact He.
    + replace (h * (h / h)) with h by (field; exact H0). exact Hh.
Qed.

Section Coordinate.
Variables (q : list R) (eps : R) (kind : nat).
Hypothesis Hinc : increasing q.
Hypothesis Hlen : (0 < length q)%nat.
Hypothesis He : 0 < eps.
Notation psi w := (remoteness w q eps kind).
Definition slope_of_penalty w := 2 * Rmin 0 (psi w) * slope w q kind.

Lemma positive_near w : 0 < psi w -> locally w (fun y => 0 < psi y).
Proof.
  intros P. apply (psi_continuous q eps kind Hinc w (fun z => 0 < z)).
  exists (mkposreal _ P). intros z Hz. change (Rabs (z - psi w) < psi w) in Hz. apply Rabs_def2 in Hz. lra.
Qed.
Lemma off_levels w : psi w <= 0 -> forall i, (i < length q)%nat -> w <> lv q i.
Proof.
  intros P i Hi E. destruct (at_levels q eps kind w Hinc Hlen) as [_ [_ L]].
  assert (psi w = eps) by (apply L; exists i; auto). lra.
Qed.

Theorem penalty_derive w : is_derive (fun x => Rmin 0 (psi x) ^ 2) w (slope_of_penalty w).
Proof.
  unfold slope_of_penalty. destruct (Rlt_dec 0 (psi w)) as [P|P].
  - rewrite Rmin_left by lra. replace (2 * 0 * slope w q kind) with 0 by ring.
    apply (is_derive_ext_loc (fun _ => 0)).
    + generalize (positive_near w P). apply filter_imp. intros y Hy. change (0 = Rmin 0 (psi y) ^ 2). rewrite Rmin_left by lra. ring.
    + apply (is_derive_const (V := R_NormedModule)).
  - rewrite Rmult_comm. apply (is_derive_comp (fun s => Rmin 0 s ^ 2) (fun x => psi x)); [apply square_derive|].
    apply derivative_off_levels; [exact Hinc | apply off_levels; lra].
Qed.

Theorem penalty_slope_continuous w : continuous slope_of_penalty w.
Proof.
  destruct (Rlt_dec 0 (psi w)) as [P|P].
  - apply (continuous_ext_loc _ (fun _ : R => 0)).
    + generalize (positive_near w P). apply filter_imp. intros y Hy. change (0 = slope_of_penalty y). unfold slope_of_penalty. rewrite Rmin_left by lra. ring.
    + apply continuous_const.
  - apply (continuous_ext_loc _ (fun y => 2 * Rmin 0 (psi y) * slope_in_cell y (cell w q) q kind)).
    + generalize (near_cell q w Hinc). apply filter_imp. intros y [E|(i & C & E & _)].
      * unfold slope_of_penalty, slope. rewrite E. reflexivity.
      * exfalso. apply (off_levels w ltac:(lra) i); [|exact E].
        destruct (cell_spec q w Hinc) as (L & _). lia.
    + apply (continuous_mult (fun y => 2 * Rmin 0 (psi y)) (fun y => slope_in_cell y (cell w q) q kind)).
      * apply (continuous_mult (fun _ : R => 2) (fun y => Rmin 0 (psi y))); [apply continuous_const|].
        apply (continuous_ext (fun y => (psi y - Rabs (psi y)) / 2)).
        { intros y. unfold Rmin, Rabs. destruct Rle_dec; destruct Rcase_abs; lra. }
        apply (continuous_mult (fun y => psi y - Rabs (psi y)) (fun _ : R => / 2)); [|apply continuous_const].
        apply (continuous_minus (fun y => psi y) (fun y => Rabs (psi y))); [apply psi_continuous, Hinc|].
        apply (continuous_comp (fun y => psi y) Rabs); [apply psi_continuous, Hinc|].
        apply continuity_pt_filterlim, Rcontinuity_abs.
      * apply (ex_derive_continuous (K := R_AbsRing) (V := R_NormedModule)).
        unfold slope_in_cell, product_in_cell, product_slope_in_cell. cbv zeta.
        repeat destruct Nat.eq_dec; auto_derive; trivial.
Qed.
End Coordinate.

Definition penalised n (levels : nat -> list R) eps kind alpha (l : (nat -> R) -> R) (x : nat -> R) : R :=
  l x + alpha / 2 * sum n (fun i => Rmin 0 (remoteness (x i) (levels i) eps kind) ^ 2).

Theorem penalised_C1 n levels eps kind alpha l g :
  (forall i, (i < n)%nat -> increasing (levels i) /\ (0 < length (levels i))%nat) -> 0 < eps -> C1 n l g ->
  C1 n (penalised n levels eps kind alpha l) (fun x i => g x i + alpha / 2 * slope_of_penalty (levels i) eps kind (x i)).
Proof.
  intros Hq He [G C]. split.
  - intros x h t. unfold penalised.
    replace (dot n (fun i => g (at_ x h t) i + alpha / 2 * slope_of_penalty (levels i) eps kind (at_ x h t i)) h) with
      (dot n (g (at_ x h t)) h + alpha / 2 * sum n (fun i => slope_of_penalty (levels i) eps kind (at_ x h t i) * h i)).
    2:{ unfold dot. rewrite <- sum_scal, <- sum_plus. apply sum_ext; intros; ring. }
    apply (is_derive_plus (fun s => l (at_ x h s))); [apply G|].
    apply (is_derive_scal (fun s => sum n (fun i => Rmin 0 (remoteness (at_ x h s i) (levels i) eps kind) ^ 2)) t (alpha / 2)).
    assert (D : forall i, (i < n)%nat -> is_derive (fun s => Rmin 0 (remoteness (at_ x h s i) (levels i) eps kind) ^ 2) t
      (slope_of_penalty (levels i) eps kind (at_ x h t i) * h i)).
    { intros i Hi. destruct (Hq i Hi) as [Inc Len]. rewrite Rmult_comm.
      apply (is_derive_comp (fun z => Rmin 0 (remoteness z (levels i) eps kind) ^ 2) (fun s => at_ x h s i)).
      - apply penalty_derive; assumption.
      - unfold at_. auto_derive; [trivial | ring]. }
    clear - D. induction n as [|m IH]; cbn [sum]; [apply (is_derive_const (V := R_NormedModule))|].
    apply (is_derive_plus (fun s => sum m (fun i => Rmin 0 (remoteness (at_ x h s i) (levels i) eps kind) ^ 2))).
    + apply IH. intros i Hi. apply D. lia.
    + apply D. lia.
  - intros x e E. destruct (C x (e / 2) ltac:(lra)) as (d & d0 & Hd).
    set (b := e / (2 * (INR n + 1))). assert (In0 := pos_INR n). assert (b0 : 0 < b) by (apply Rdiv_lt_0_compat; lra).
    destruct (small_for_all n (fun i t => forall z, Rabs (z - x i) < t ->
      Rabs (alpha / 2 * slope_of_penalty (levels i) eps kind z - alpha / 2 * slope_of_penalty (levels i) eps kind (x i)) < b)) as (T & T0 & HT).
    { intros i Hi. destruct (Hq i Hi) as [Inc Len].
      assert (Co : continuous (fun z => alpha / 2 * slope_of_penalty (levels i) eps kind z) (x i)).
      { apply (continuous_mult (fun _ : R => alpha / 2)); [apply continuous_const | apply penalty_slope_continuous; assumption]. }
      assert (Lc := Co (fun y => Rabs (y - alpha / 2 * slope_of_penalty (levels i) eps kind (x i)) < b)).
      destruct Lc as [r Hr]; [exists (mkposreal b b0); intros z Hz; exact Hz|].
      exists r. split; [apply r|]. intros t Ht z Hz. apply Hr. change (Rabs (z - x i) < r). lra. }
    set (s := Rmin d (T / 2)). assert (s1 := Rmin_l d (T / 2)). assert (s2 := Rmin_r d (T / 2)). fold s in s1, s2.
    assert (s0 : 0 < s) by (apply Rmin_glb_lt; lra).
    exists s. split; [exact s0|]. intros y Hy.
    assert (Hy' : norm2 n (fun i => y i - x i) <= d ^ 2) by (eapply Rle_trans; [exact Hy | apply pow_incr; lra]).
    specialize (Hd y Hy').
    assert (Q : sum n (fun i => (alpha / 2 * slope_of_penalty (levels i) eps kind (y i) -
      alpha / 2 * slope_of_penalty (levels i) eps kind (x i)) ^ 2) <= e ^ 2 / 4).
    { apply Rle_trans with (INR n * b ^ 2).
      - rewrite <- sum_const. apply sum_le. intros i Hi. rewrite <- pow2_abs. apply pow_incr. split; [apply Rabs_pos|].
        apply Rlt_le, (HT T ltac:(lra) i Hi). assert (Co := coord_le n (fun i => y i - x i) i Hi). cbv beta in Co.
        rewrite <- (Rabs_pos_eq T) by lra. apply Rsqr_lt_abs_0. unfold Rsqr.
        assert (s * s <= T / 2 * (T / 2)) by (apply Rmult_le_compat; lra).
        assert (0 < T * T) by (apply Rmult_lt_0_compat; lra). lra.
      - unfold b. assert (E2 : 0 <= e ^ 2) by apply pow2_ge_0.
        replace (INR n * (e / (2 * (INR n + 1))) ^ 2) with (e ^ 2 / 4 * (INR n / (INR n + 1) ^ 2)) by (field; lra).
        rewrite <- (Rmult_1_r (e ^ 2 / 4)) at 2. apply Rmult_le_compat_l; [lra|].
        apply Rmult_le_reg_r with ((INR n + 1) ^ 2); [apply pow_lt; lra|].
        unfold Rdiv. rewrite Rmult_assoc, Rinv_l by (apply pow_nonzero; lra). nra. }
    eapply Rle_trans with (2 * norm2 n (fun i => g y i - g x i) + 2 * sum n (fun i =>
      (alpha / 2 * slope_of_penalty (levels i) eps kind (y i) - alpha / 2 * slope_of_penalty (levels i) eps kind (x i)) ^ 2)).
    + unfold norm2. rewrite <- !sum_scal, <- sum_plus. apply sum_le. intros i _.
      set (u := g y i - g x i). set (v := alpha / 2 * slope_of_penalty (levels i) eps kind (y i) - alpha / 2 * slope_of_penalty (levels i) eps kind (x i)).
      replace (g y i + alpha / 2 * slope_of_penalty (levels i) eps kind (y i) -
        (g x i + alpha / 2 * slope_of_penalty (levels i) eps kind (x i))) with (u + v) by (unfold u, v; ring).
      assert (0 <= (u - v) ^ 2) by apply pow2_ge_0. lra.
    + lra.
Qed.
