(* Lemma 5' and the settling half of Corollary 1'': each coordinate comes within gamma G of its
   interval and stays there. Constant gamma, any gradients with |g| <= G, both psi and both rules;
   a = alpha (quadratic psi) or alpha/2 (quartic psi). *)
From Coq Require Import Reals Lra Psatz List Arith Lia.
From Askew Require Import kernel levels sides lemma_3.
Open Scope R_scope.

Section Settle.
Variables (q : list R) (eps alpha clip gamma G : R) (kind rule : nat).
Hypothesis Hinc : increasing q.
Hypothesis Ha : 0 < alpha.
Hypothesis Hc : 0 < clip.
Hypothesis He : 0 < eps.
Hypothesis Hgamma : 0 < gamma.
Hypothesis HGpos : 0 < G.
Variable i : nat.
Hypothesis Hi : (i < length q)%nat.
Hypothesis Hgaps : gaps_ok q eps kind i.
Hypothesis Hsteps : steps_ok q eps clip kind i gamma G.

Notation lo := (minus q eps kind i).
Notation hi := (plus q eps kind i).
Notation a := (a_ alpha kind).
Notation b := (b_ alpha).
Notation dist := (dist q eps kind i).
Notation dist_pos := (dist_pos q eps kind i).
Notation step := (step q eps alpha clip kind rule gamma).
Definition tau := Rmin (a * (gamma * G)) clip.

(* no step jumps over the interval by more than gamma G *)
Hypothesis Halt : gamma * clip <= hi - lo + gamma * G \/ gamma * alpha <= 1 / 2.

(* one side: d >= 0 the distance, V the speed inward, h the gradient's; W the interval's width *)
Lemma scalar_step d V h (near : Prop) W : Side a b clip d V h near -> 0 <= d -> Rabs h <= G -> 0 < W ->
  (near \/ exists D, D / 3 < d /\ gamma * clip <= W + D / 2) ->
  Rmax 0 (Rmax (d - gamma * V) (gamma * V - d - W)) <=
  Rmax (d - gamma * Rmin (a * d) clip) (gamma * G) \/ W <> hi - lo.
Proof.
  intros (_ & S0 & S1 & S2 & _) Hd Hh HW Hn.
  destruct (Req_dec W (hi - lo)) as [EW|EW]; [left | right; exact EW]. rewrite <- EW in Halt.
  assert (A := a_pos alpha kind Ha). assert (AB := a_le_b alpha kind Ha).
  assert (h1 := Rle_abs h).
  assert (gh : gamma * h <= gamma * G) by (apply Rmult_le_compat_l; lra).
  assert (gG : 0 < gamma * G) by (apply Rmult_lt_0_compat; lra).
  assert (V0 : 0 <= V) by (destruct (Req_dec d 0) as [e|e]; [apply S0 | apply Rlt_le, S1]; lra).
  set (m := Rmin (a * d) clip).
  assert (Hm : m <= a * d) by apply Rmin_l.
  assert (Hprog : gamma * m <= gamma * V).
  { apply Rmult_le_compat_l; [lra|]. destruct (Req_dec d 0) as [e|e]; [|apply S1; lra].
    eapply Rle_trans; [exact Hm|]. rewrite e. lra. }
  assert (gV : 0 <= gamma * V) by (apply Rmult_le_pos; lra).
  assert (T : gamma * V <= gamma * G \/ gamma * V <= gamma * clip).
  { destruct (Req_dec d 0) as [e|e].
    - destruct (S0 e) as [_ [E|E]]; rewrite E; left; lra.
    - destruct (S1 ltac:(lra)) as (_ & _ & [E|E]); [rewrite E; left; lra|].
      right; apply Rmult_le_compat_l; lra. }
  assert (Hover : gamma * V - d - W <= Rmax (d - gamma * m) (gamma * G)).
  { destruct Halt as [Alt|Alt]; [maxmin; lra|].
    assert (gb : gamma * b <= 1) by (unfold b_; lra).
    assert (gd : gamma * (a * d) <= d / 2).
    { replace (gamma * (a * d)) with ((gamma * a) * d) by ring.
      assert (gamma * (2 * a) <= gamma * b) by (apply Rmult_le_compat_l; lra).
      assert (gamma * a * d <= / 2 * d) by (apply Rmult_le_compat_r; lra). lra. }
    assert (gm : gamma * m <= gamma * (a * d)) by (apply Rmult_le_compat_l; lra).
    destruct Hn as [N|(D & D1 & D2)].
    - destruct (S2 Hd N) as [E|E]; [rewrite E; maxmin; lra|].
      assert (gamma * V <= gamma * (b * d)) by (apply Rmult_le_compat_l; lra).
      assert (gamma * b * d <= 1 * d) by (apply Rmult_le_compat_r; lra).
      maxmin; lra.
    - destruct T as [T|T]; maxmin; lra. }
  clearbody m. clear Halt. maxmin; lra.
Qed.

Lemma near_left_dec d : near_left q eps kind i d \/ exists j, i = S j /\ width q eps kind j / 3 < d.
Proof.
  unfold near_left. destruct i as [|j]; [left; intros j [=]|].
  destruct (Rle_dec d (width q eps kind j / 3)) as [N|N]; [left; intros j' [= <-]; exact N|right].
  exists j; split; [reflexivity|lra].
Qed.

Lemma dist_step w g : basin q rule i w -> Rabs g <= G ->
  dist (step w g) <= Rmax (dist w - gamma * Rmin (a * dist w) clip) (gamma * G).
Proof.
  intros Hw HG. unfold lemma_3.step.
  assert (L := left_side q eps alpha clip kind rule Hinc Ha Hc He i w g Hi Hgaps Hw).
  assert (R := right_side q eps alpha clip kind rule Hinc Ha Hc He i w g Hi Hgaps Hw).
  destruct (level_between q eps kind Hinc He i Hi Hgaps) as [B1 B2].
  destruct Hsteps as (_ & S1 & S2).
  set (v := velocity w g q eps alpha clip kind rule) in *.
  assert (gG : 0 < gamma * G) by (apply Rmult_lt_0_compat; lra).
  assert (h1 := Rle_abs g). assert (h2 := Rle_abs (- g)). rewrite Rabs_Ropp in h2.
  assert (Hgg : - (gamma * G) <= gamma * g <= gamma * G) by nra.
  assert (Wd : 0 < hi - lo) by lra.
  assert (Inside : v = - g -> lo <= w <= hi ->
     dist (w + gamma * v) <= Rmax (dist w - gamma * Rmin (a * dist w) clip) (gamma * G)).
  { intros -> Hin. eapply Rle_trans; [|apply Rmax_r]. unfold levels.dist. clear Halt. maxmin; lra. }
  destruct (Rlt_dec w (lv q i)) as [H|H].
  - specialize (L H). destruct (Rlt_dec (lo - w) 0) as [T|T].
    { apply Inside; [apply L; assumption | lra]. }
    assert (Ed : dist w = lo - w) by (unfold levels.dist, Rmax; repeat destruct Rle_dec; lra).
    destruct (scalar_step (lo - w) v (- g) (near_left q eps kind i (lo - w)) (hi - lo) L) as [X|X];
      try lra; [rewrite Rabs_Ropp; exact HG| |].
    { destruct (near_left_dec (lo - w)) as [N|(j & Ej & N)]; [left; exact N|right].
      exists (width q eps kind j). destruct (S1 _ Ej) as [_ S1']. split; [exact N|].
      assert (lo = mid q j + width q eps kind j / 2) by (rewrite Ej; reflexivity). lra. }
    rewrite Ed. eapply Rle_trans; [|exact X]. right. unfold levels.dist. f_equal. f_equal; ring.
  - specialize (R ltac:(lra)). destruct (Rlt_dec (w - hi) 0) as [T|T].
    { apply Inside; [assert (- v = g) by (apply R; assumption); lra | lra]. }
    assert (Ed : dist w = w - hi) by (unfold levels.dist, Rmax; repeat destruct Rle_dec; lra).
    destruct (scalar_step (w - hi) (- v) g (near_right q eps kind i (w - hi)) (hi - lo) R) as [X|X];
      try lra.
    { destruct (Nat.eq_dec (S i) (length q)) as [E|E]; [left; intros E'; lia|].
      assert (E' : (S i < length q)%nat) by lia.
      destruct (Rle_dec (w - hi) (width q eps kind i / 3)) as [N|N]; [left; intros _; assumption|right].
      exists (width q eps kind i). destruct (S2 E') as [_ S2'].
      rewrite (plus_inner q eps kind i E') in *. split; lra. }
    rewrite Ed. eapply Rle_trans; [|exact X]. right. unfold levels.dist. rewrite (Rmax_comm (lo - _)).
    f_equal. f_equal; ring.
Qed.

Variable g : nat -> R.
Hypothesis Hg : forall k, Rabs (g k) <= G.
Variable w0 : R.
Hypothesis Hw0 : basin q rule i w0.
Notation w := (iterate q eps alpha clip kind rule (fun _ => gamma) g w0).

Lemma tau_pos : 0 < tau.
Proof.
  unfold tau. assert (A := a_pos alpha kind Ha).
  assert (gG : 0 < gamma * G) by (apply Rmult_lt_0_compat; lra).
  assert (0 < a * (gamma * G)) by (apply Rmult_lt_0_compat; assumption). maxmin; lra.
Qed.

Lemma basins k : basin q rule i (w k).
Proof. apply basin_kept with (G := G); auto. Qed.

Lemma dist_next k : dist (w (S k)) <= Rmax (dist (w k) - gamma * Rmin (a * dist (w k)) clip) (gamma * G).
Proof. apply dist_step; [apply basins | apply Hg]. Qed.

Lemma settled k : dist (w k) <= gamma * G -> forall n, (k <= n)%nat -> dist (w n) <= gamma * G.
Proof.
  intros H n Hn. induction Hn as [|n Hn IH]; [exact H|]. eapply Rle_trans; [apply dist_next|].
  apply Rmax_lub; [|lra]. assert (P := dist_pos (w n)). assert (A := a_pos alpha kind Ha).
  assert (0 <= a * dist (w n)) by (apply Rmult_le_pos; lra).
  assert (0 <= gamma * Rmin (a * dist (w n)) clip) by (apply Rmult_le_pos; [|maxmin]; lra). lra.
Qed.

(* while it is farther than gamma G it gains gamma tau a step *)
Lemma dist_k n : dist (w n) <= Rmax (dist w0 - INR n * (gamma * tau)) (gamma * G).
Proof.
  assert (T := tau_pos). assert (gT : 0 < gamma * tau) by (apply Rmult_lt_0_compat; lra).
  assert (A := a_pos alpha kind Ha).
  induction n as [|n IH]; [simpl; maxmin; lra|].
  rewrite S_INR. destruct (Rle_dec (dist (w n)) (gamma * G)) as [D|D].
  { eapply Rle_trans; [apply (settled n D); lia | apply Rmax_r]. }
  eapply Rle_trans; [apply dist_next|]. apply Rmax_lub; [|apply Rmax_r].
  assert (tau <= Rmin (a * dist (w n)) clip).
  { unfold tau. assert (a * (gamma * G) <= a * dist (w n)) by (apply Rmult_le_compat_l; lra). maxmin; lra. }
  assert (gamma * tau <= gamma * Rmin (a * dist (w n)) clip) by (apply Rmult_le_compat_l; lra).
  eapply Rle_trans; [|apply Rmax_l].
  assert (IH' : dist (w n) <= dist w0 - INR n * (gamma * tau)) by (revert IH; unfold Rmax; destruct Rle_dec; lra).
  lra.
Qed.

(* k_1 - k_0 is any n with n gamma tau >= d_0 - gamma G ... *)
Theorem lemma_5_from n : dist w0 - gamma * G <= INR n * (gamma * tau) ->
  forall k, (n <= k)%nat -> dist (w k) <= gamma * G.
Proof.
  intros H. apply settled. eapply Rle_trans; [apply dist_k|]. apply Rmax_lub; lra.
Qed.

(* ... in particular the ceiling of max(0, d_0 - gamma G) / (gamma tau) *)
Definition ceiling (r : R) : nat := Z.to_nat (- Int_part (- r)).
Lemma ceiling_spec r : 0 <= r -> r <= INR (ceiling r) < r + 1.
Proof.
  intros H. unfold ceiling. destruct (base_Int_part (- r)) as [A B].
  assert (Z0 : (0 <= - Int_part (- r))%Z).
  { apply Z.opp_nonneg_nonpos. apply le_IZR. lra. }
  rewrite INR_IZR_INZ, Z2Nat.id by exact Z0. rewrite opp_IZR. lra.
Qed.

Definition k1 : nat := ceiling (Rmax 0 (dist w0 - gamma * G) / (gamma * tau)).
Theorem lemma_5 k : (k1 <= k)%nat -> dist (w k) <= gamma * G.
Proof.
  assert (T := tau_pos). assert (gT : 0 < gamma * tau) by (apply Rmult_lt_0_compat; lra).
  apply lemma_5_from. unfold k1. set (x := Rmax 0 (dist w0 - gamma * G)).
  assert (X : 0 <= x) by apply Rmax_l. assert (X' : dist w0 - gamma * G <= x) by apply Rmax_r.
  destruct (ceiling_spec (x / (gamma * tau))) as [C _].
  { apply Rmult_le_pos; [lra|]. apply Rlt_le, Rinv_0_lt_compat; lra. }
  assert (E : x / (gamma * tau) * (gamma * tau) = x) by (field; lra).
  assert (x / (gamma * tau) * (gamma * tau) <= INR (ceiling (x / (gamma * tau))) * (gamma * tau))
    by (apply Rmult_le_compat_r; lra). lra.
Qed.

(* the sharper count: gains of gamma M_c down to M_c/a, then a contraction by 1 - gamma a *)
Hypothesis Hslow : gamma * a < 1.
Notation edge := (clip / a).

Lemma far n : dist (w n) <= Rmax (dist w0 - INR n * (gamma * clip)) (Rmax edge (gamma * G)).
Proof.
  assert (A := a_pos alpha kind Ha). assert (gC : 0 < gamma * clip) by (apply Rmult_lt_0_compat; lra).
  assert (Ec : edge * a = clip) by (field; lra).
  assert (Keep : forall k, dist (w k) <= Rmax edge (gamma * G) -> dist (w (S k)) <= Rmax edge (gamma * G)).
  { intros k H. eapply Rle_trans; [apply dist_next|]. apply Rmax_lub; [|apply Rmax_r].
    assert (P := dist_pos (w k)). assert (0 <= a * dist (w k)) by (apply Rmult_le_pos; lra).
    assert (0 <= gamma * Rmin (a * dist (w k)) clip) by (apply Rmult_le_pos; [|apply Rmin_glb]; lra). lra. }
  induction n as [|n IH]; [simpl; eapply Rle_trans; [|apply Rmax_l]; lra|].
  destruct (Rle_dec (dist (w n)) (Rmax edge (gamma * G))) as [D|D].
  { eapply Rle_trans; [apply Keep, D | apply Rmax_r]. }
  assert (De : edge < dist (w n)) by (assert (M := Rmax_l edge (gamma * G)); lra).
  assert (Dc : clip <= a * dist (w n)).
  { assert (edge * a <= dist (w n) * a) by (apply Rmult_le_compat_r; lra). lra. }
  eapply Rle_trans; [apply dist_next|]. rewrite Rmin_right by exact Dc.
  apply Rmax_lub; [|eapply Rle_trans; [|apply Rmax_r]; apply Rmax_r].
  eapply Rle_trans; [|apply Rmax_l]. rewrite S_INR.
  assert (dist (w n) <= dist w0 - INR n * (gamma * clip)) by (revert IH D; unfold Rmax at 1; destruct Rle_dec; lra).
  lra.
Qed.

Lemma contracts n1 m : m <= edge -> dist (w n1) <= Rmax m (gamma * G) ->
  forall n, dist (w (n1 + n)) <= Rmax ((1 - gamma * a) ^ n * m) (gamma * G).
Proof.
  intros Hm H n. assert (A := a_pos alpha kind Ha).
  assert (Ec : edge * a = clip) by (field; lra).
  assert (gA : 0 < gamma * a) by (apply Rmult_lt_0_compat; lra).
  induction n as [|n IH]; [rewrite Nat.add_0_r; simpl; rewrite Rmult_1_l; exact H|].
  rewrite Nat.add_succ_r. destruct (Rle_dec (dist (w (n1 + n))) (gamma * G)) as [D|D].
  { eapply Rle_trans; [apply (settled _ D); lia | apply Rmax_r]. }
  set (x := (1 - gamma * a) ^ n * m) in *.
  assert (Dx : dist (w (n1 + n)) <= x) by (revert IH; unfold Rmax; destruct Rle_dec; lra).
  assert (P := dist_pos (w (n1 + n))).
  assert (Xe : x <= edge).
  { assert (p1 : (1 - gamma * a) ^ n <= 1 ^ n) by (apply pow_incr; lra). rewrite pow1 in p1.
    assert (p0 : 0 < (1 - gamma * a) ^ n) by (apply pow_lt; lra).
    assert (0 <= m) by (apply Rmult_le_reg_l with ((1 - gamma * a) ^ n); fold x; lra).
    assert ((1 - gamma * a) ^ n * m <= 1 * m) by (apply Rmult_le_compat_r; lra). unfold x; lra. }
  eapply Rle_trans; [apply dist_next|]. apply Rmax_lub; [|apply Rmax_r].
  rewrite Rmin_left.
  - eapply Rle_trans; [|apply Rmax_l]. cbn [pow].
    replace ((1 - gamma * a) * (1 - gamma * a) ^ n * m) with ((1 - gamma * a) * x) by (unfold x; ring).
    assert ((1 - gamma * a) * dist (w (n1 + n)) <= (1 - gamma * a) * x) by (apply Rmult_le_compat_l; lra).
    lra.
  - apply Rle_trans with (a * edge); [|lra]. apply Rmult_le_compat_l; [lra|].
    apply Rle_trans with x; assumption.
Qed.

Lemma power_below rho m P n : 0 < rho < 1 -> 0 < P < m -> ln (m / P) / - ln rho <= INR n ->
  rho ^ n * m <= P.
Proof.
  intros Hr HP Hn. assert (L : ln rho < 0) by (rewrite <- ln_1; apply ln_increasing; lra).
  assert (M : ln (m / P) <= INR n * - ln rho).
  { replace (ln (m / P)) with (ln (m / P) / - ln rho * - ln rho) by (field; lra).
    apply Rmult_le_compat_r; lra. }
  rewrite <- Rpower_pow by lra. unfold Rpower.
  assert (Q : exp (INR n * ln rho) <= exp (- ln (m / P))).
  { destruct (Req_dec (INR n * ln rho) (- ln (m / P))) as [->|N]; [lra|].
    apply Rlt_le, exp_increasing. lra. }
  rewrite exp_Ropp, exp_ln in Q by (apply Rdiv_lt_0_compat; lra).
  assert (exp (INR n * ln rho) * m <= / (m / P) * m) by (apply Rmult_le_compat_r; lra).
  replace (/ (m / P) * m) with P in H by (field; lra). exact H.
Qed.

Definition far_steps : nat := ceiling (Rmax 0 (dist w0 - edge) / (gamma * clip)).
Definition near_steps : nat :=
  ceiling (Rmax 0 (ln (Rmin (dist w0) edge / (gamma * G)) / - ln (1 - gamma * a))).

Theorem lemma_5_sharp k : (far_steps + near_steps <= k)%nat -> dist (w k) <= gamma * G.
Proof.
  intros Hk. assert (A := a_pos alpha kind Ha).
  assert (gA : 0 < gamma * a) by (apply Rmult_lt_0_compat; lra).
  assert (gC : 0 < gamma * clip) by (apply Rmult_lt_0_compat; lra).
  assert (gG : 0 < gamma * G) by (apply Rmult_lt_0_compat; lra).
  set (m := Rmin (dist w0) edge).
  assert (F : dist (w far_steps) <= Rmax m (gamma * G)).
  { assert (D0 : forall n, dist (w n) <= Rmax (dist w0) (gamma * G)).
    { intros n. eapply Rle_trans; [apply dist_k|]. apply Rmax_lub; [|apply Rmax_r].
      eapply Rle_trans; [|apply Rmax_l]. assert (T := tau_pos). assert (N := pos_INR n).
      assert (0 < gamma * tau) by (apply Rmult_lt_0_compat; lra).
      assert (0 <= INR n * (gamma * tau)) by (apply Rmult_le_pos; lra). lra. }
    assert (E := far far_steps). specialize (D0 far_steps).
    set (x := Rmax 0 (dist w0 - edge)) in *.
    assert (X : 0 <= x) by apply Rmax_l. assert (X' : dist w0 - edge <= x) by apply Rmax_r.
    destruct (ceiling_spec (x / (gamma * clip))) as [C _].
    { apply Rmult_le_pos; [lra|]. apply Rlt_le, Rinv_0_lt_compat; lra. }
    assert (Y : x <= INR far_steps * (gamma * clip)).
    { unfold far_steps. fold x. replace x with (x / (gamma * clip) * (gamma * clip)) at 1 by (field; lra).
      apply Rmult_le_compat_r; lra. }
    assert (E' : dist (w far_steps) <= Rmax edge (gamma * G)).
    { eapply Rle_trans; [exact E|]. apply Rmax_lub; [|lra]. eapply Rle_trans; [|apply Rmax_l]. lra. }
    unfold m, Rmin. destruct Rle_dec; assumption. }
  apply settled with (far_steps + near_steps)%nat; [|exact Hk].
  destruct (Rle_dec m (gamma * G)) as [M|M].
  { apply (settled far_steps); [|lia]. rewrite Rmax_right in F; lra. }
  eapply Rle_trans; [apply (contracts far_steps m); [apply Rmin_r | exact F]|].
  apply Rmax_lub; [|lra]. apply power_below; try lra.
  unfold near_steps. fold m. set (y := ln (m / (gamma * G)) / - ln (1 - gamma * a)).
  destruct (ceiling_spec (Rmax 0 y)) as [C _]; [apply Rmax_l|].
  assert (Y : y <= Rmax 0 y) by apply Rmax_r. lra.
Qed.
End Settle.
