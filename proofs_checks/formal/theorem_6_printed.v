(* Lines of the proof of Theorem 6: a 1-Lipschitz function of a random variable has at most its variance, so
   the velocity has at most that of ghat where the clip does not act; and the iterates are bounded, for every
   epsilon > 0, on every path on which gamma_k |xi_k| / (1 + |w_k|) tends to zero. *)
From Coq Require Import Reals Lra Psatz List Arith Lia FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel levels sides basins sums sequences lemma_1 minimiser drift arrival expectation.
From Askew Require Import lemma_1_any_epsilon.
Open Scope R_scope.

Definition variance {Omega} (E : expectation Omega) f := mean E (fun o => (f o - mean E f) ^ 2).

Theorem lipschitz_variance Omega (E : expectation Omega) (X : Omega -> R) (f : R -> R) :
  (forall x y, Rabs (f x - f y) <= Rabs (x - y)) -> integrable E X -> integrable E (fun o => X o ^ 2) ->
  integrable E (fun o => f (X o)) -> integrable E (fun o => f (X o) ^ 2) ->
  variance E (fun o => f (X o)) <= variance E X.
Proof.
  intros L I1 I2 J1 J2. unfold variance. set (m := mean E X). set (k := mean E (fun o => f (X o))). set (c := f m).
  assert (Sq : forall h z, integrable E h -> integrable E (fun o => h o ^ 2) ->
    integrable E (fun o => (h o - z) ^ 2) /\ mean E (fun o => (h o - z) ^ 2) = mean E (fun o => h o ^ 2) - 2 * z * mean E h + z ^ 2).
  { intros h z H1 H2.
    assert (A := integrable_scal E (- 2 * z) h H1). assert (B := integrable_plus E _ _ H2 A).
    assert (F : (fun o => (h o - z) ^ 2) = (fun o => h o ^ 2 + - 2 * z * h o + z ^ 2)) by (apply functional_extensionality; intros; ring).
    rewrite F. split; [apply (integrable_plus E (fun o => h o ^ 2 + - 2 * z * h o)); [exact B | apply integrable_const]|].
    rewrite (mean_plus E (fun o => h o ^ 2 + - 2 * z * h o)) by (auto using integrable_const).
    rewrite (mean_plus E (fun o => h o ^ 2)) by assumption. rewrite mean_scal, mean_const by assumption. ring. }
  destruct (Sq X m I1 I2) as [X1 X2]. destruct (Sq (fun o => f (X o)) k J1 J2) as [_ F1].
  destruct (Sq (fun o => f (X o)) c J1 J2) as [G1 G2]. fold k in F1, G2.
  assert (Le : mean E (fun o => (f (X o) - c) ^ 2) <= mean E (fun o => (X o - m) ^ 2)).
  { apply mean_le; [exact G1 | exact X1|]. intros o. rewrite <- (pow2_abs (f (X o) - c)), <- (pow2_abs (X o - m)).
    apply pow_incr. split; [apply Rabs_pos | apply L]. }
  assert (0 <= (k - c) ^ 2) by apply pow2_ge_0. cbv beta in *. lra.
Qed.

(* s v = max(- s ghat, U) where the clip does not act *)
Theorem velocity_variance Omega (E : expectation Omega) (ghat : Omega -> R) s U : s ^ 2 = 1 ->
  let v o := s * Rmax (- s * ghat o) U in
  integrable E ghat -> integrable E (fun o => ghat o ^ 2) -> integrable E v -> integrable E (fun o => v o ^ 2) ->
  variance E v <= variance E ghat.
Proof.
  intros S v I1 I2 J1 J2. apply (lipschitz_variance Omega E ghat (fun g => s * Rmax (- s * g) U)); auto.
  intros x y. assert (C : s = 1 \/ s = -1) by (assert ((s - 1) * (s + 1) = 0) by lra; apply Rmult_integral in H; lra).
  assert (P := Rle_abs (x - y)). assert (Q := Rle_abs (- (x - y))). rewrite Rabs_Ropp in Q.
  destruct C as [-> | ->]; apply Rabs_le; maxmin; lra.
Qed.

Theorem bounded_any_epsilon n (q : nat -> list R) eps alpha clip kind c0 c1 (gamma : nat -> R) (g xi w : nat -> nat -> R) :
  (forall i, (i < n)%nat -> increasing (q i) /\ (0 < length (q i))%nat) -> 0 < alpha -> 0 < clip -> 0 < eps ->
  (forall k, 0 < gamma k) -> is_lim_seq gamma 0 -> 0 <= c0 -> 0 <= c1 ->
  (forall k m, 0 <= m -> within n m (w k) -> within n (c0 + c1 * m) (g k)) ->
  (forall e, 0 < e -> exists K, forall k, (K <= k)%nat -> forall m, 0 <= m ->
    within n m (w k) -> forall i, (i < n)%nat -> gamma k * Rabs (xi k i) <= e * (1 + m)) ->
  (forall k i, (i < n)%nat -> w (S k) i = w k i +
    gamma k * velocity (w k i) (g k i + xi k i) (q i) eps alpha clip kind PRINTED) ->
  exists Y, forall k, within n Y (w k).
Proof.
  intros Hq Ha Hc He Hg H0 C0 C1 Hgrow Hn Hw.
  destruct (within_exists n (fun i => lv (q i) 0 - reach kind eps)) as (p & p0 & P).
  destruct (within_exists n (fun i => lv (q i) (length (q i) - 1) + reach kind eps)) as (s & s0 & S).
  set (c := c0 + clip + c1 + 1). assert (c0' : 0 < c) by (unfold c; lra).
  destruct (lim_zero_below _ H0 (/ (4 * c)) ltac:(apply Rinv_0_lt_compat; lra)) as [N1 HN1].
  destruct (Hn (/ 4) ltac:(lra)) as [N2 HN2]. set (N := (N1 + N2)%nat).
  assert (Until : exists m, 0 <= m /\ forall k, (k <= N)%nat -> within n m (w k)).
  { clear. induction N as [|N (m & m0 & M)].
    - destruct (within_exists n (w O)) as (m & m0 & M). exists m. split; [exact m0|]. intros k Hk. replace k with O by lia. exact M.
    - destruct (within_exists n (w (Datatypes.S N))) as (m' & m0' & M'). exists (Rmax m m'). assert (A := Rmax_l m m'). assert (B := Rmax_r m m').
      split; [lra|]. intros k Hk i Hi. destruct (Nat.eq_dec k (Datatypes.S N)) as [->|Ne].
      + eapply Rle_trans; [apply (M' i Hi) | exact B].
      + eapply Rle_trans; [apply (M k ltac:(lia) i Hi) | exact A]. }
  destruct Until as (m & m0 & M). set (Y := Rmax m (2 * (p + s) + 2)).
  assert (Y1 := Rmax_l m (2 * (p + s) + 2)). assert (Y2 := Rmax_r m (2 * (p + s) + 2)). fold Y in Y1, Y2.
  exists Y. induction k as [|k IH]; [intros i Hi; eapply Rle_trans; [apply (M O ltac:(lia) i Hi) | exact Y1]|].
  destruct (le_lt_dec N k) as [L|L]; [|intros i Hi; eapply Rle_trans; [apply (M (Datatypes.S k) ltac:(lia) i Hi) | exact Y1]].
  intros i Hi. destruct (Hq i Hi) as [Inc Len]. rewrite Hw by exact Hi. assert (G := Hg k).
  eapply Rle_trans; [apply (size_any (q i) eps alpha clip kind (p + s)); auto|].
  - eapply Rle_trans; [apply (P i Hi) | lra].
  - eapply Rle_trans; [apply (S i Hi) | lra].
  - apply Rmax_lub; [apply IH, Hi|].
    specialize (HN1 k ltac:(unfold N in L; lia)). rewrite Rabs_pos_eq in HN1 by lra.
    assert (X := HN2 k ltac:(unfold N in L; lia) Y ltac:(lra) IH i Hi).
    assert (V : Rabs (velocity (w k i) (g k i + xi k i) (q i) eps alpha clip kind PRINTED) <= (c0 + clip + c1 * Y) + Rabs (xi k i)).
    { eapply Rle_trans; [apply speed, Hc|]. assert (A := Hgrow k Y ltac:(lra) IH i Hi).
      assert (B := Rabs_triang (g k i) (xi k i)). assert (0 <= c1 * Y) by (apply Rmult_le_pos; lra).
      assert (D := Rabs_pos (xi k i)). apply Rmax_lub; lra. }
    assert (Q : gamma k * (c0 + clip + c1 * Y) <= / (4 * c) * (c * (1 + Y))).
    { assert (0 <= c1 * Y) by (apply Rmult_le_pos; lra).
      apply Rmult_le_compat; [lra | lra | lra |].
      assert (0 <= (c0 + clip + 1) * Y) by (apply Rmult_le_pos; lra). unfold c. lra. }
    replace (/ (4 * c) * (c * (1 + Y))) with ((1 + Y) / 4) in Q by (field; lra).
    apply Rle_trans with (p + s + (gamma k * (c0 + clip + c1 * Y) + gamma k * Rabs (xi k i))); [|lra].
    apply Rplus_le_compat_l. rewrite <- Rmult_plus_distr_l. apply Rmult_le_compat_l; [lra | exact V].
Qed.

(* almost every path is one: E(|xi_k|^2 / (1 + |w_k|^2)) <= sigma^2 and the sum of gamma_k^2 is finite *)
Theorem bounded_almost_surely n (q : nat -> list R) eps alpha clip kind c0 c1 sigma2 (gamma : nat -> R)
  Omega (E : expectation Omega) (almost : (Omega -> Prop) -> Prop) (g xi w : nat -> Omega -> nat -> R) :
  (forall i, (i < n)%nat -> increasing (q i) /\ (0 < length (q i))%nat) -> 0 < alpha -> 0 < clip -> 0 < eps ->
  (forall k, 0 < gamma k) -> is_lim_seq gamma 0 -> conv (fun k => gamma k ^ 2) -> 0 <= c0 -> 0 <= c1 ->
  (forall k o m, 0 <= m -> within n m (w k o) -> within n (c0 + c1 * m) (g k o)) ->
  (forall k o i, (i < n)%nat -> w (S k) o i = w k o i +
    gamma k * velocity (w k o i) (g k o i + xi k o i) (q i) eps alpha clip kind PRINTED) ->
  (forall P Q : Omega -> Prop, (forall o, P o -> Q o) -> almost P -> almost Q) ->
  (* Beppo Levi *)
  (forall f : nat -> Omega -> R, (forall k o, 0 <= f k o) -> (forall k, integrable E (f k)) ->
    (exists B, forall K, sum K (fun k => mean E (f k)) <= B) -> almost (fun o => conv (fun k => f k o))) ->
  let Q k o := norm2 n (xi k o) / (1 + norm2 n (w k o)) in
  (forall k, integrable E (Q k) /\ mean E (Q k) <= sigma2) -> 0 <= sigma2 ->
  almost (fun o => exists Y, forall k, within n Y (w k o)).
Proof.
  intros Hq Ha Hc He Hg H0 Hs C0 C1 Hgrow Hw More Levi Q HQ S0.
  assert (Q0 : forall k o, 0 <= Q k o).
  { intros k o. unfold Q. apply Rmult_le_pos; [apply norm2_pos|]. apply Rlt_le, Rinv_0_lt_compat.
    assert (N := norm2_pos n (w k o)). lra. }
  apply More with (fun o => conv (fun k => gamma k ^ 2 * Q k o)).
  - intros o Co. apply (bounded_any_epsilon n q eps alpha clip kind c0 c1 gamma (fun k => g k o) (fun k => xi k o) (fun k => w k o)); auto.
    intros e Hep. assert (P : 0 < e ^ 2 / (INR n + 1)).
    { apply Rdiv_lt_0_compat; [apply pow_lt; exact Hep | assert (X := pos_INR n); lra]. }
    assert (Term : is_lim_seq (fun k => gamma k ^ 2 * Q k o) 0).
    { apply lim_zero_intro. intros t Ht. destruct (conv_cauchy _ t Co Ht) as [K HK]. exists K. intros k Hk.
      specialize (HK k (S k) ltac:(lia)). cbn [sum] in HK.
      match type of HK with Rabs ?z < t => replace z with (gamma k ^ 2 * Q k o) in HK by ring end. exact HK. }
    destruct (lim_zero_below _ Term _ P) as [K HK]. exists K. intros k Hk m M0 W i Hi.
    specialize (HK k Hk). apply Rabs_def2 in HK. destruct HK as [HK _]. assert (G := Hg k).
    assert (C := coord_le n (xi k o) i Hi). assert (In0 := pos_INR n).
    assert (Sz : norm2 n (w k o) <= INR n * m ^ 2).
    { unfold norm2. rewrite <- sum_const. apply sum_le. intros j Hj. rewrite <- pow2_abs.
      apply pow_incr. split; [apply Rabs_pos | apply W, Hj]. }
    rewrite <- (Rabs_pos_eq (gamma k)) at 1 by lra. rewrite <- Rabs_mult.
    rewrite <- (Rabs_pos_eq (e * (1 + m))) by (apply Rmult_le_pos; lra). apply Rsqr_le_abs_0. unfold Rsqr.
    assert (N := norm2_pos n (w k o)).
    assert (Rec : norm2 n (xi k o) = (1 + norm2 n (w k o)) * Q k o) by (unfold Q; field; lra).
    assert (X1 : gamma k ^ 2 * xi k o i ^ 2 <= gamma k ^ 2 * ((1 + norm2 n (w k o)) * Q k o)).
    { apply Rmult_le_compat_l; [apply pow2_ge_0|]. rewrite <- Rec. exact C. }
    assert (X2 : (gamma k ^ 2 * Q k o) * (1 + norm2 n (w k o)) <= e ^ 2 / (INR n + 1) * ((INR n + 1) * (1 + m) ^ 2)).
    { apply Rmult_le_compat; [apply Rmult_le_pos; [apply pow2_ge_0 | apply Q0] | lra | lra |].
      assert (0 <= INR n * m) by (apply Rmult_le_pos; lra). assert (0 <= m ^ 2) by apply pow2_ge_0. lra. }
    replace (e ^ 2 / (INR n + 1) * ((INR n + 1) * (1 + m) ^ 2)) with (e * (1 + m) * (e * (1 + m))) in X2 by (field; lra).
    lra.
  - apply (Levi (fun k o => gamma k ^ 2 * Q k o)).
    + intros k o. apply Rmult_le_pos; [apply pow2_ge_0 | apply Q0].
    + intros k. apply integrable_scal, HQ.
    + destruct (bounded_conv _ Hs) as [B HB]. exists (sigma2 * Rabs B). intros K.
      apply Rle_trans with (sum K (fun k => sigma2 * gamma k ^ 2)).
      * apply sum_le. intros k _. rewrite mean_scal by apply HQ. rewrite Rmult_comm.
        apply Rmult_le_compat_r; [apply pow2_ge_0 | apply HQ].
      * rewrite sum_scal. apply Rmult_le_compat_l; [exact S0|]. eapply Rle_trans; [apply Rle_abs|].
        eapply Rle_trans; [apply HB | apply Rle_abs].
Qed.
