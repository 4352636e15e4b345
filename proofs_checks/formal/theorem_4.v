(* Theorem 4*: without noise the weighted average of |v|^2 tends to zero; an explicit bound from a start
   near one box. Both rules, both psi: a = alpha or alpha/2, b = 2 alpha. *)
From Coq Require Import Reals Lra Psatz List Arith Lia FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel levels sides sums smooth sequences basins lemma_1 minimiser drift arrival theorem_4_limit.
Open Scope R_scope.

(* one coordinate of one step: v is -g or the force U, at most b d *)
Lemma coordinate_descent a b lo hi w g v gam M G : 0 < a -> a <= b -> lo <= hi ->
  near_velocity a b lo hi w g v -> 0 < gam -> 0 <= M -> gam * M <= 1 -> Rabs g <= G ->
  gam * (g * v) + M / 2 * (gam ^ 2 * v ^ 2) + gam / 2 * v ^ 2 <=
  gam * (b * G * gapd lo hi w + b ^ 2 * gapd lo hi w ^ 2).
Proof.
  intros Ha Hab Hlh Hv Hg HM Hs HG. assert (D0 : 0 <= gapd lo hi w) by apply Rmax_l.
  assert (G0 : 0 <= G) by (assert (X := Rabs_pos g); lra).
  assert (b0 : 0 < b) by lra.
  assert (R0 : 0 <= b * G * gapd lo hi w + b ^ 2 * gapd lo hi w ^ 2).
  { apply Rplus_le_le_0_compat; apply Rmult_le_pos; auto using pow2_ge_0. apply Rmult_le_pos; lra. }
  assert (Free : gam * (g * - g) + M / 2 * (gam ^ 2 * (- g) ^ 2) + gam / 2 * (- g) ^ 2 <= 0).
  { replace (gam * (g * - g) + M / 2 * (gam ^ 2 * (- g) ^ 2) + gam / 2 * (- g) ^ 2)
      with (- ((1 - gam * M) * (gam / 2 * g ^ 2))) by field.
    assert (0 <= (1 - gam * M) * (gam / 2 * g ^ 2)).
    { apply Rmult_le_pos; [lra|]. apply Rmult_le_pos; [lra | apply pow2_ge_0]. } lra. }
  assert (Forced : forall U, 0 <= U <= b * gapd lo hi w -> v = U \/ v = - U ->
    gam * (g * v) + M / 2 * (gam ^ 2 * v ^ 2) + gam / 2 * v ^ 2 <=
    gam * (b * G * gapd lo hi w + b ^ 2 * gapd lo hi w ^ 2)).
  { intros U [U0 U1] E. set (d := gapd lo hi w) in *.
    assert (V2 : v ^ 2 = U ^ 2) by (destruct E as [->| ->]; ring). rewrite V2.
    assert (X1 := Rle_abs g). assert (X2 := Rle_abs (- g)). rewrite Rabs_Ropp in X2.
    assert (gv : g * v <= G * U).
    { destruct E as [->| ->].
      - apply Rmult_le_compat_r; lra.
      - replace (g * - U) with (- g * U) by ring. apply Rmult_le_compat_r; lra. }
    assert (GU : G * U <= G * (b * d)) by (apply Rmult_le_compat_l; lra).
    assert (U2 : U ^ 2 <= b ^ 2 * d ^ 2).
    { replace (b ^ 2 * d ^ 2) with ((b * d) ^ 2) by ring. apply pow_incr; lra. }
    assert (S1 : gam * M * (gam / 2 * U ^ 2) <= 1 * (gam / 2 * U ^ 2)).
    { apply Rmult_le_compat_r; [|exact Hs]. apply Rmult_le_pos; [lra | apply pow2_ge_0]. }
    replace (M / 2 * (gam ^ 2 * U ^ 2)) with (gam * M * (gam / 2 * U ^ 2)) by field.
    assert (gam * (g * v + U ^ 2) <= gam * (G * (b * d) + b ^ 2 * d ^ 2)) by (apply Rmult_le_compat_l; lra).
    lra. }
  assert (R1 : 0 <= gam * (b * G * gapd lo hi w + b ^ 2 * gapd lo hi w ^ 2)) by (apply Rmult_le_pos; lra).
  destruct Hv as [[I E]|[(U & X & B & E)|(U & X & B & E)]].
  - rewrite E. lra.
  - assert (Dw : gapd lo hi w = w - hi) by (unfold gapd; maxmin; lra).
    assert (0 <= a * (w - hi)) by (apply Rmult_le_pos; lra).
    unfold Rmax in E. destruct Rle_dec as [L|L]; [|rewrite E; lra].
    apply (Forced U); [rewrite Dw; lra | right; exact E].
  - assert (Dw : gapd lo hi w = lo - w) by (unfold gapd; maxmin; lra).
    assert (0 <= a * (lo - w)) by (apply Rmult_le_pos; lra).
    unfold Rmax in E. destruct Rle_dec as [L|L]; [|rewrite E; lra].
    apply (Forced U); [rewrite Dw; lra | left; exact E].
Qed.

Section Explicit.
Variables (n : nat) (levels : nat -> list R) (level : nat -> nat).
Variables (eps alpha clip mu delta : R) (kind rule : nat).
Hypothesis Hq : forall i, (i < n)%nat -> separated (levels i) eps kind mu /\ (level i < length (levels i))%nat.
Hypothesis Halpha : 0 < alpha.
Hypothesis Hclip : 0 < clip.
Hypothesis Heps : 0 < eps.
Hypothesis Hdelta : 0 < delta /\ 3 * delta <= 2 * mu /\ 2 * alpha * delta <= clip.
Notation a := (a_ alpha kind).
Notation b := (b_ alpha).
Notation inN := (inN n levels level eps delta kind).
Variables (M G : R) (l : (nat -> R) -> R) (g : (nat -> R) -> nat -> R).
Hypothesis HM : 0 < M.
Hypothesis Hgrad : forall x h t, is_derive (fun s => l (at_ x h s)) t (dot n (g (at_ x h t)) h).
Hypothesis HlipN : forall x y, inN x -> inN y ->
  norm2 n (fun i => g x i - g y i) <= M ^ 2 * norm2 n (fun i => x i - y i).
Hypothesis HG : 0 <= G /\ forall x i, inN x -> (i < n)%nat -> Rabs (g x i) <= G.
Variables (gamma : nat -> R) (w : nat -> nat -> R).
Notation v k i := (velocity (w k i%nat) (g (w k) i%nat) (levels i%nat) eps alpha clip kind rule).
Notation d k i := (dist (levels i%nat) eps kind (level i%nat) (w k i%nat)).
Hypothesis Hw : forall k i, (i < n)%nat -> w (S k) i = w k i + gamma k * v k i.
Hypothesis Hstart : inN (w O).
Hypothesis Hgamma : forall k, 0 < gamma k /\ gamma k * b <= 1 /\ gamma k * M <= 1 /\ gamma k * G <= delta.

Lemma stays k : inN (w k).
Proof.
  destruct HG as [G0 GB]. induction k as [|k IH]; [exact Hstart|]. intros i Hi. rewrite Hw by exact Hi.
  destruct (Hgamma k) as (g0 & gb & gM & gG).
  destruct (distance n levels level eps alpha clip mu delta kind rule Hq Halpha Hclip Heps Hdelta
    (w k) (fun i => g (w k) i) (gamma k) i Hi IH g0 gb) as [D _].
  eapply Rle_trans; [exact D|]. apply Rmax_lub; [apply IH, Hi|].
  assert (gamma k * Rabs (g (w k) i) <= gamma k * G) by (apply Rmult_le_compat_l; [lra | apply GB; auto]). lra.
Qed.

Lemma loss_step k : gamma k / 2 * norm2 n (fun i => v k i) <=
  l (w k) - l (w (S k)) + gamma k * sum n (fun i => b * G * d k i + b ^ 2 * d k i ^ 2).
Proof.
  destruct HG as [G0 GB]. destruct (Hgamma k) as (g0 & gb & gM & gG).
  assert (D := descent_N n levels level eps delta kind M l g HM Hgrad HlipN (w k) (w (S k)) (stays k) (stays (S k))).
  apply Rabs_le_between in D. destruct D as [_ D].
  assert (E1 : dot n (g (w k)) (fun i => w (S k) i - w k i) = gamma k * sum n (fun i => g (w k) i * v k i)).
  { unfold dot. rewrite <- sum_scal. apply sum_ext; intros; rewrite Hw by assumption; ring. }
  assert (E2 : norm2 n (fun i => w (S k) i - w k i) = gamma k ^ 2 * norm2 n (fun i => v k i)).
  { unfold norm2. rewrite <- sum_scal. apply sum_ext; intros; rewrite Hw by assumption; ring. }
  rewrite E1, E2 in D.
  assert (C : gamma k * sum n (fun i => g (w k) i * v k i) + M / 2 * (gamma k ^ 2 * norm2 n (fun i => v k i))
    + gamma k / 2 * norm2 n (fun i => v k i) <= gamma k * sum n (fun i => b * G * d k i + b ^ 2 * d k i ^ 2)).
  { unfold norm2. rewrite <- !sum_scal, <- !sum_plus. apply sum_le. intros i Hi.
    destruct (a_b alpha kind Halpha) as [A0 AB].
    apply (coordinate_descent a b (low_end levels level eps kind i) (high_end levels level eps kind i) (w k i)); auto; try lra.
    - apply Rlt_le. eapply box_order; eauto.
    - eapply kernel_near with (gh := g (w k)); eauto. apply stays.
    - apply GB; [apply stays | exact Hi]. }
  lra.
Qed.

(* sums over the first T steps *)
Variable T : nat.
Notation H := (sum T gamma).
Notation Gamma2 := (sum T (fun k => gamma k ^ 2)).
Definition C_ i := d 0 i ^ 2 + G ^ 2 * Gamma2.

Lemma squares_sum i : (i < n)%nat -> a * sum T (fun k => gamma k * d k i ^ 2) <= C_ i.
Proof.
  intros Hi. destruct HG as [G0 GB]. unfold C_.
  assert (P : forall m, a * sum m (fun k => gamma k * d k i ^ 2) + d m i ^ 2 <=
    d 0 i ^ 2 + G ^ 2 * sum m (fun k => gamma k ^ 2)).
  { induction m as [|m IH]; cbn [sum]; [lra|]. destruct (Hgamma m) as (g0 & gb & _).
    destruct (distance n levels level eps alpha clip mu delta kind rule Hq Halpha Hclip Heps Hdelta
      (w m) (fun i => g (w m) i) (gamma m) i Hi (stays m) g0 gb) as [_ D].
    cbv beta zeta in D. rewrite <- Hw in D by exact Hi. cbn [sum].
    assert (g (w m) i ^ 2 <= G ^ 2).
    { rewrite <- pow2_abs. apply pow_incr. split; [apply Rabs_pos | apply GB; [apply stays | exact Hi]]. }
    assert (gamma m ^ 2 * g (w m) i ^ 2 <= gamma m ^ 2 * G ^ 2) by (apply Rmult_le_compat_l; [apply pow2_ge_0 | assumption]).
    lra. }
  specialize (P T). assert (0 <= d T i ^ 2) by apply pow2_ge_0. lra.
Qed.

Lemma mean_sum i : (i < n)%nat -> (0 < T)%nat -> sum T (fun k => gamma k * d k i) <= H * sqrt (C_ i / (a * H)).
Proof.
  intros Hi HT. destruct (a_b alpha kind Halpha) as [A0 _].
  assert (H0 : 0 < H).
  { destruct T as [|m]; [lia|]. cbn [sum]. assert (0 <= sum m gamma) by (apply sum_pos; intros; apply Rlt_le, Hgamma).
    destruct (Hgamma m). lra. }
  assert (W := weighted_mean T gamma (fun k => d k i)).
  assert (W' := W ltac:(intros k _; split; [apply Rlt_le, Hgamma | apply dist_pos])). clear W. rename W' into W.
  assert (S := squares_sum i Hi).
  assert (F : 0 <= sum T (fun k => gamma k * d k i ^ 2)).
  { apply sum_pos. intros k _. apply Rmult_le_pos; [apply Rlt_le, Hgamma | apply pow2_ge_0]. }
  assert (C0 : 0 <= C_ i) by (assert (0 <= a * sum T (fun k => gamma k * d k i ^ 2)) by (apply Rmult_le_pos; lra); lra).
  set (E := sum T (fun k => gamma k * d k i)) in *.
  assert (HE : H * sum T (fun k => gamma k * d k i ^ 2) <= H ^ 2 * (C_ i / (a * H))).
  { replace (H ^ 2 * (C_ i / (a * H))) with (H * (C_ i / a)) by (field; lra). apply Rmult_le_compat_l; [lra|].
    apply Rmult_le_reg_l with a; [exact A0|]. replace (a * (C_ i / a)) with (C_ i) by (field; lra). exact S. }
  assert (Q : 0 <= C_ i / (a * H)).
  { apply Rmult_le_pos; [exact C0|]. apply Rlt_le, Rinv_0_lt_compat, Rmult_lt_0_compat; lra. }
  apply Rsqr_incr_0_var; [|apply Rmult_le_pos; [lra | apply sqrt_pos]]. unfold Rsqr.
  replace (H * sqrt (C_ i / (a * H)) * (H * sqrt (C_ i / (a * H)))) with
    (H ^ 2 * (sqrt (C_ i / (a * H)) * sqrt (C_ i / (a * H)))) by ring.
  rewrite sqrt_sqrt by exact Q. lra.
Qed.

Theorem theorem_4_explicit : (0 < T)%nat ->
  sum T (fun k => gamma k / 2 * norm2 n (fun i => v k i)) / H <=
  (l (w O) - l (w T)) / H + b * G * sum n (fun i => sqrt (C_ i / (a * H))) + b ^ 2 / a * sum n (fun i => C_ i / H).
Proof.
  intros HT. destruct HG as [G0 GB]. destruct (a_b alpha kind Halpha) as [A0 AB].
  assert (H0 : 0 < H).
  { destruct T as [|m]; [lia|]. cbn [sum]. assert (0 <= sum m gamma) by (apply sum_pos; intros; apply Rlt_le, Hgamma).
    destruct (Hgamma m). lra. }
  assert (S1 : sum T (fun k => gamma k / 2 * norm2 n (fun i => v k i)) <=
    l (w O) - l (w T) + sum n (fun i => b * G * sum T (fun k => gamma k * d k i) + b ^ 2 * sum T (fun k => gamma k * d k i ^ 2))).
  { eapply Rle_trans; [apply sum_le; intros k _; apply loss_step|]. rewrite sum_plus.
    rewrite (telescope T (fun k => l (w k))). apply Rplus_le_compat_l. right.
    transitivity (sum T (fun k => sum n (fun i => b * G * (gamma k * d k i) + b ^ 2 * (gamma k * d k i ^ 2)))).
    - apply sum_ext. intros k _. rewrite <- sum_scal. apply sum_ext; intros; ring.
    - rewrite sum_swap. apply sum_ext. intros i _. rewrite sum_plus, !sum_scal. reflexivity. }
  assert (S2 : sum n (fun i => b * G * sum T (fun k => gamma k * d k i) + b ^ 2 * sum T (fun k => gamma k * d k i ^ 2)) <=
    H * (b * G * sum n (fun i => sqrt (C_ i / (a * H))) + b ^ 2 / a * sum n (fun i => C_ i / H))).
  { rewrite <- (sum_scal n (b * G)), <- (sum_scal n (b ^ 2 / a)), <- sum_plus, <- (sum_scal n H).
    apply sum_le. intros i Hi. assert (E := mean_sum i Hi HT). assert (F := squares_sum i Hi).
    assert (X1 : b * G * sum T (fun k => gamma k * d k i) <= b * G * (H * sqrt (C_ i / (a * H)))).
    { apply Rmult_le_compat_l; [apply Rmult_le_pos; lra | exact E]. }
    assert (X2 : b ^ 2 * sum T (fun k => gamma k * d k i ^ 2) <= b ^ 2 * (C_ i / a)).
    { apply Rmult_le_compat_l; [apply pow2_ge_0|]. apply Rmult_le_reg_l with a; [exact A0|].
      replace (a * (C_ i / a)) with (C_ i) by (field; lra). exact F. }
    replace (H * (b * G * sqrt (C_ i / (a * H)) + b ^ 2 / a * (C_ i / H))) with
      (b * G * (H * sqrt (C_ i / (a * H))) + b ^ 2 * (C_ i / a)) by (field; lra).
    apply Rplus_le_compat; assumption. }
  apply Rmult_le_reg_r with H; [exact H0|].
  replace (sum T (fun k => gamma k / 2 * norm2 n (fun i => v k i)) / H * H)
    with (sum T (fun k => gamma k / 2 * norm2 n (fun i => v k i))) by (field; lra).
  replace (((l (w O) - l (w T)) / H + b * G * sum n (fun i => sqrt (C_ i / (a * H))) + b ^ 2 / a * sum n (fun i => C_ i / H)) * H)
    with (l (w O) - l (w T) + H * (b * G * sum n (fun i => sqrt (C_ i / (a * H))) + b ^ 2 / a * sum n (fun i => C_ i / H)))
    by (field; lra). lra.
Qed.

(* the same in the letters of the quadratic psi *)
Theorem theorem_4_quadratic : kind <> QUARTIC -> (0 < T)%nat ->
  sum T (fun k => gamma k / 2 * norm2 n (fun i => v k i)) / H <= (l (w O) - l (w T)) / H +
  2 * sqrt alpha * G * sum n (fun i => sqrt (C_ i / H)) + 4 * alpha * sum n (fun i => C_ i / H).
Proof.
  intros K HT. assert (X := theorem_4_explicit HT).
  assert (A : a = alpha) by (unfold a_, low; destruct Nat.eq_dec; [contradiction | ring]).
  assert (H0 : 0 < H).
  { destruct T as [|m]; [lia|]. cbn [sum]. assert (0 <= sum m gamma) by (apply sum_pos; intros; apply Rlt_le, Hgamma).
    destruct (Hgamma m). lra. }
  assert (S := sqrt_lt_R0 alpha Halpha). assert (S2 := sqrt_sqrt alpha ltac:(lra)).
  assert (E : b * G * sum n (fun i => sqrt (C_ i / (a * H))) = 2 * sqrt alpha * G * sum n (fun i => sqrt (C_ i / H))).
  { rewrite <- (sum_scal n (b * G)), <- (sum_scal n (2 * sqrt alpha * G)).
    apply sum_ext. intros i Hi. rewrite A.
    assert (C0 : 0 <= C_ i).
    { assert (Q := squares_sum i Hi). destruct (a_b alpha kind Halpha) as [A0 _].
      assert (0 <= a * sum T (fun k => gamma k * d k i ^ 2)); [|lra]. apply Rmult_le_pos; [lra|].
      apply sum_pos. intros k _. apply Rmult_le_pos; [apply Rlt_le, Hgamma | apply pow2_ge_0]. }
    replace (C_ i / (alpha * H)) with (C_ i / H / alpha) by (field; lra).
    rewrite sqrt_div_alt by lra. unfold b_. rewrite <- S2 at 1. field. lra. }
  assert (E2 : b ^ 2 / a = 4 * alpha) by (rewrite A; unfold b_; field; lra).
  rewrite E, E2 in X. exact X.
Qed.
End Explicit.

(* ---- the limit ---- *)
(* the gradient is locally Lipschitz and grows at most linearly, in sup norms *)
Definition loss_ok n (l : (nat -> R) -> R) (g : (nat -> R) -> nat -> R) (c0 c1 : R) : Prop :=
  (forall x h t, is_derive (fun s => l (at_ x h s)) t (dot n (g (at_ x h t)) h)) /\
  (forall r, 0 <= r -> exists L, 0 <= L /\ forall x y, within n r x -> within n r y ->
    norm2 n (fun i => g x i - g y i) <= L ^ 2 * norm2 n (fun i => x i - y i)) /\
  0 <= c0 /\ 0 <= c1 /\ forall x m, 0 <= m -> within n m x -> within n (c0 + c1 * m) (g x).

Definition delta_star (alpha clip mu : R) : R := Rmin (2 * mu / 3) (clip / (2 * alpha)).
Lemma delta_star_ok alpha clip mu : 0 < alpha -> 0 < clip -> 0 < mu -> let delta := delta_star alpha clip mu in
  0 < delta /\ 3 * delta <= 2 * mu /\ 2 * alpha * delta <= clip.
Proof.
  intros A C U. unfold delta_star. assert (P : 0 < clip / (2 * alpha)) by (apply Rdiv_lt_0_compat; lra).
  assert (X := Rmin_l (2 * mu / 3) (clip / (2 * alpha))). assert (Y := Rmin_r (2 * mu / 3) (clip / (2 * alpha))).
  split; [apply Rmin_glb_lt; lra|split; [lra|]].
  apply Rle_trans with (2 * alpha * (clip / (2 * alpha))); [apply Rmult_le_compat_l; lra | right; field; lra].
Qed.

Section Near.
Variables (n : nat) (levels : nat -> list R) (level : nat -> nat) (eps delta : R) (kind : nat).
Hypothesis Hdelta : 0 < delta.
Lemma N_within : exists r, 0 <= r /\ forall x, inN n levels level eps delta kind x -> within n r x.
Proof.
  destruct (within_exists n (fun i => minus (levels i) eps kind (level i))) as (p & P0 & P).
  destruct (within_exists n (fun i => plus (levels i) eps kind (level i))) as (m & M0 & Q).
  exists (p + m + delta). split; [lra|]. intros x H i Hi. specialize (H i Hi). specialize (P i Hi). specialize (Q i Hi).
  cbv beta in P, Q. apply Rabs_le_between in P. apply Rabs_le_between in Q.
  assert (D1 : minus (levels i) eps kind (level i) - x i <= delta).
  { eapply Rle_trans; [|exact H]. unfold dist. eapply Rle_trans; [apply Rmax_l | apply Rmax_r]. }
  assert (D2 : x i - plus (levels i) eps kind (level i) <= delta).
  { eapply Rle_trans; [|exact H]. unfold dist. eapply Rle_trans; [apply Rmax_r | apply Rmax_r]. }
  apply Rabs_le. lra.
Qed.

Variables (l : (nat -> R) -> R) (g : (nat -> R) -> nat -> R) (c0 c1 : R).
Hypothesis Hloss : loss_ok n l g c0 c1.
Lemma N_constants : exists M G, 0 < M /\ 0 <= G /\
  (forall x y, inN n levels level eps delta kind x -> inN n levels level eps delta kind y ->
    norm2 n (fun i => g x i - g y i) <= M ^ 2 * norm2 n (fun i => x i - y i)) /\
  (forall x i, inN n levels level eps delta kind x -> (i < n)%nat -> Rabs (g x i) <= G).
Proof.
  destruct Hloss as (_ & Lip & C0 & C1 & Gr). destruct N_within as (r & R0 & HR).
  destruct (Lip r R0) as (L & L0 & HL). exists (Rmax 1 L), (c0 + c1 * r).
  assert (A := Rmax_l 1 L). assert (B := Rmax_r 1 L).
  split; [lra|split; [assert (0 <= c1 * r) by (apply Rmult_le_pos; lra); lra|split]].
  - intros x y Hx Hy. eapply Rle_trans; [apply HL; auto|]. apply Rmult_le_compat_r; [apply norm2_pos|].
    apply pow_incr. lra.
  - intros x i Hx Hi. apply (Gr x r R0 (HR x Hx) i Hi).
Qed.
End Near.

Lemma ratio_zero (c : R) (h : nat -> R) : is_lim_seq h p_infty -> is_lim_seq (fun T => c / h T) 0.
Proof.
  intros H. replace (Finite 0) with (Rbar_mult c 0) by (simpl; f_equal; ring).
  apply (is_lim_seq_scal_l (fun T => / h T) c 0). replace (Finite 0) with (Rbar_inv p_infty) by reflexivity.
  apply is_lim_seq_inv; [exact H | discriminate].
Qed.

Theorem theorem_4 n levels eps alpha clip mu kind rule l g c0 c1 (gamma : nat -> R) (w : nat -> nat -> R) :
  (forall i, (i < n)%nat -> separated (levels i) eps kind mu) ->
  0 < alpha -> 0 < clip -> 0 < eps -> 0 < mu -> loss_ok n l g c0 c1 ->
  (forall k, 0 < gamma k) -> is_lim_seq gamma 0 -> is_lim_seq (fun T => sum T gamma) p_infty ->
  let v k i := velocity (w k i) (g (w k) i) (levels i) eps alpha clip kind rule in
  (forall k i, (i < n)%nat -> w (S k) i = w k i + gamma k * v k i) ->
  (forall i, (i < n)%nat -> moves_on (levels i) rule (fun k => w k i) (fun k => g (w k) i)) ->
  is_lim_seq (fun T => sum T (fun k => gamma k * norm2 n (v k)) / sum T gamma) 0.
Proof.
  intros Hq Ha Hc He Hmu Hloss Hg Hz Hinf v Hw Hr.
  set (delta := delta_star alpha clip mu).
  assert (HD := delta_star_ok alpha clip mu Ha Hc Hmu). cbv zeta in HD. fold delta in HD.
  destruct Hloss as (Hgrad & Hlip & C0 & C1 & Hgrow).
  assert (Hloss : loss_ok n l g c0 c1) by exact (conj Hgrad (conj Hlip (conj C0 (conj C1 Hgrow)))).
  (* arrival near one box *)
  assert (Hw0 : forall k i, (i < n)%nat -> w (S k) i = w k i + gamma k *
    velocity (w k i) (g (w k) i + (fun _ _ => 0) k i) (levels i) eps alpha clip kind rule).
  { intros k i Hi. rewrite Rplus_0_r. apply Hw, Hi. }
  assert (Hnoise : forall e, 0 < e -> exists K, forall k, (K <= k)%nat -> forall m, 0 <= m ->
    within n m (w k) -> forall i, (i < n)%nat -> gamma k * Rabs ((fun _ _ : nat => 0) k i) <= e * (1 + m)).
  { intros e E. exists O. intros. rewrite Rabs_R0, Rmult_0_r. apply Rmult_le_pos; lra. }
  assert (Hr0 : forall i, (i < n)%nat -> moves_on (levels i) rule (fun k => w k i) (fun k => g (w k) i + (fun _ _ => 0) k i)).
  { intros i Hi. destruct (Hr i Hi) as [R|R]; [left; exact R|]. right. intros K. destruct (R K) as (k & HK & F).
    exists k. split; [exact HK|]. intros j L E. rewrite Rplus_0_r. apply (F j L E). }
  destruct (one_box n levels eps alpha clip mu kind rule Hq Ha Hc He Hmu g c0 c1 (conj C0 C1) Hgrow
    gamma w (fun _ _ => 0) Hg Hz Hinf Hw0 Hnoise Hr0) as (level & Lev & _ & Hdist).
  destruct (bounded n levels eps alpha clip mu kind rule Hq Ha Hc He Hmu g c0 c1 (conj C0 C1) Hgrow
    gamma w (fun _ _ => 0) Hg Hz Hw0 Hnoise) as (Y & Y0 & HY).
  destruct (arrives n levels eps kind w level delta (proj1 HD) Hdist) as [K1 HK1].
  destruct (N_constants n levels level eps delta kind (proj1 HD) l g c0 c1 Hloss) as (M & G & M0 & G0 & HM & HG).
  assert (A0 : 0 < a_ alpha kind /\ a_ alpha kind <= b_ alpha) by (apply a_b; assumption).
  (* small steps from K on *)
  assert (Small : forall c, 0 < c -> exists K, forall k, (K <= k)%nat -> gamma k * c <= 1).
  { intros c Cp. destruct (lim_zero_below gamma Hz (/ c) ltac:(apply Rinv_0_lt_compat; exact Cp)) as [K HK].
    exists K. intros k Hk. specialize (HK k Hk). assert (X := Hg k). rewrite Rabs_pos_eq in HK by lra.
    assert (gamma k * c <= / c * c) by (apply Rmult_le_compat_r; lra). rewrite Rinv_l in H by lra. exact H. }
  destruct (Small (b_ alpha) ltac:(unfold b_; lra)) as [K2 HK2]. destruct (Small M M0) as [K3 HK3].
  destruct (Small ((G + 1) / delta) ltac:(apply Rdiv_lt_0_compat; lra)) as [K4 HK4].
  set (K := (K1 + K2 + K3 + K4)%nat).
  set (gam := fun k => gamma (K + k)%nat). set (w' := fun k => w (K + k)%nat).
  assert (Hstep : forall k, 0 < gam k /\ gam k * b_ alpha <= 1 /\ gam k * M <= 1 /\ gam k * G <= delta).
  { intros k. unfold gam. assert (X := Hg (K + k)%nat).
    split; [exact X|split; [apply HK2; unfold K; lia|split; [apply HK3; unfold K; lia|]]].
    specialize (HK4 (K + k)%nat ltac:(unfold K; lia)).
    assert (E : gamma (K + k)%nat * (G + 1) <= delta).
    { replace (gamma (K + k)%nat * (G + 1)) with (gamma (K + k)%nat * ((G + 1) / delta) * delta) by (field; lra).
      assert (gamma (K + k)%nat * ((G + 1) / delta) * delta <= 1 * delta) by (apply Rmult_le_compat_r; lra). lra. }
    lra. }
  assert (Hw' : forall k i, (i < n)%nat -> w' (S k) i = w' k i + gam k *
    velocity (w' k i) (g (w' k) i) (levels i) eps alpha clip kind rule).
  { intros k i Hi. unfold w', gam. rewrite Nat.add_succ_r. apply Hw, Hi. }
  assert (Hq' : forall i, (i < n)%nat -> separated (levels i) eps kind mu /\ (level i < length (levels i))%nat)
    by (intros i Hi; split; [apply Hq | apply Lev]; exact Hi).
  assert (HN : forall k, inN n levels level eps delta kind (w' k)) by (intros k; apply HK1; unfold K; lia).
  (* the loss is bounded below along the path *)
  set (DL := INR n * (G * (2 * Y)) + M / 2 * (INR n * (2 * Y) ^ 2)).
  assert (HDL : forall T, l (w' O) - l (w' T) <= DL).
  { intros T. assert (D := descent_N n levels level eps delta kind M l g M0 Hgrad HM (w' O) (w' T) (HN O) (HN T)).
    apply Rabs_le_between in D. destruct D as [D _].
    assert (B : forall i, (i < n)%nat -> Rabs (w' T i - w' O i) <= 2 * Y).
    { intros i Hi. assert (X1 := HY (K + T)%nat i Hi). assert (X2 := HY (K + 0)%nat i Hi). unfold w'.
      apply Rabs_le_between in X1. apply Rabs_le_between in X2. apply Rabs_le. lra. }
    assert (P1 : - (INR n * (G * (2 * Y))) <= dot n (g (w' O)) (fun i => w' T i - w' O i)).
    { unfold dot. rewrite <- sum_const, <- sum_opp. apply sum_le. intros i Hi. specialize (B i Hi).
      assert (Gi := HG (w' O) i (HN O) Hi).
      assert (Q : Rabs (g (w' O) i * (w' T i - w' O i)) <= G * (2 * Y)).
      { rewrite Rabs_mult. apply Rmult_le_compat; auto using Rabs_pos. }
      apply Rabs_le_between in Q. lra. }
    assert (P2 : norm2 n (fun i => w' T i - w' O i) <= INR n * (2 * Y) ^ 2).
    { unfold norm2. rewrite <- sum_const. apply sum_le. intros i Hi. rewrite <- pow2_abs.
      apply pow_incr. split; [apply Rabs_pos | apply B, Hi]. }
    assert (M / 2 * norm2 n (fun i => w' T i - w' O i) <= M / 2 * (INR n * (2 * Y) ^ 2)) by (apply Rmult_le_compat_l; lra).
    unfold DL. lra. }
  set (a := a_ alpha kind) in *. set (b := b_ alpha) in *. destruct A0 as [A0 AB].
  set (avg := fun T => sum T (fun k => gam k / 2 * norm2 n (fun i => velocity (w' k i) (g (w' k) i) (levels i) eps alpha clip kind rule)) / sum T gam).
  assert (Hinf' : is_lim_seq (fun T => sum T gam) p_infty) by (apply divergent_tail, Hinf).
  assert (Hpos : forall T, (0 < T)%nat -> 0 < sum T gam).
  { intros [|m] L; [lia|]. cbn [sum]. destruct (Hstep m).
    assert (0 <= sum m gam) by (apply sum_pos; intros k _; destruct (Hstep k); lra). lra. }
  assert (Av0 : forall T, 0 <= sum T (fun k => gam k / 2 * norm2 n (fun i => velocity (w' k i) (g (w' k) i) (levels i) eps alpha clip kind rule))).
  { intros T. apply sum_pos. intros k _. destruct (Hstep k). apply Rmult_le_pos; [lra | apply norm2_pos]. }
  assert (Lim : is_lim_seq avg 0).
  { assert (Z1 : is_lim_seq gam 0).
    { apply (is_lim_seq_ext (fun k => gamma (k + K)%nat)); [intros k; unfold gam; f_equal; lia|].
      apply (is_lim_seq_incr_n gamma K), Hz. }
    assert (Pa : forall x, 0 <= x ^ 2 / a).
    { intros x. apply Rmult_le_pos; [apply pow2_ge_0 | apply Rlt_le, Rinv_0_lt_compat; lra]. }
    apply theorem_4_limit with (gamma := gam) (dl := DL) (a := b * G * INR n) (b := b ^ 2 * INR n)
      (c0 := delta ^ 2 / a) (c1 := G ^ 2 / a); auto.
    - intros k. apply Hstep.
    - intros T HT. specialize (Hpos T HT). split.
      { unfold avg. apply Rmult_le_pos; [apply Av0 | apply Rlt_le, Rinv_0_lt_compat; lra]. }
      assert (X := theorem_4_explicit n levels level eps alpha clip mu delta kind rule Hq' Ha Hc He HD
        M G l g M0 Hgrad HM (conj G0 HG) gam w' Hw' (HN O) Hstep T HT).
      fold a b in X. fold (avg T) in X. eapply Rle_trans; [exact X|].
      set (S2 := sum T (fun k => gam k ^ 2)) in *. set (h := sum T gam) in *.
      assert (S20 : 0 <= S2) by (apply sum_pos; intros; apply pow2_ge_0).
      set (q := (delta ^ 2 / a + G ^ 2 / a * S2) / h).
      assert (Ci : forall i, (i < n)%nat -> C_ levels level eps kind G gam w' T i / (a * h) <= q).
      { intros i Hi. unfold C_, q. fold S2. assert (D := HN O i Hi). assert (D0 := dist_pos (levels i) eps kind (level i) (w' O i)).
        assert (dist (levels i) eps kind (level i) (w' 0%nat i) ^ 2 <= delta ^ 2) by (apply pow_incr; lra).
        replace ((delta ^ 2 / a + G ^ 2 / a * S2) / h) with ((delta ^ 2 + G ^ 2 * S2) / (a * h)) by (field; lra).
        apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat, Rmult_lt_0_compat; lra | lra]. }
      assert (T1 : (l (w' O) - l (w' T)) / h <= DL / h).
      { apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat; lra | apply HDL]. }
      assert (T2 : b * G * sum n (fun i => sqrt (C_ levels level eps kind G gam w' T i / (a * h))) <= b * G * INR n * sqrt q).
      { rewrite (Rmult_assoc (b * G)). apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|].
        rewrite <- sum_const. apply sum_le. intros i Hi. apply sqrt_le_1_alt, Ci, Hi. }
      assert (T3 : b ^ 2 / a * sum n (fun i => C_ levels level eps kind G gam w' T i / h) <= b ^ 2 * INR n * q).
      { replace (b ^ 2 * INR n * q) with (b ^ 2 * (INR n * q)) by ring.
        replace (b ^ 2 / a * sum n (fun i => C_ levels level eps kind G gam w' T i / h)) with
          (b ^ 2 * sum n (fun i => C_ levels level eps kind G gam w' T i / (a * h))).
        - apply Rmult_le_compat_l; [apply pow2_ge_0|]. rewrite <- sum_const. apply sum_le. intros i Hi. apply Ci, Hi.
        - assert (E : sum n (fun i => C_ levels level eps kind G gam w' T i / (a * h)) =
            / a * sum n (fun i => C_ levels level eps kind G gam w' T i / h)).
          { rewrite <- (sum_scal n (/ a)). apply sum_ext. intros; field; lra. }
          rewrite E. field. lra. }
      lra. }
  (* the steps before K *)
  set (P := sum K (fun k => gamma k * norm2 n (v k))).
  assert (P0 : 0 <= P) by (apply sum_pos; intros k _; apply Rmult_le_pos; [apply Rlt_le, Hg | apply norm2_pos]).
  apply (is_lim_seq_incr_n _ (S K)).
  apply is_lim_seq_le_le with (u := fun _ => 0)
    (w := fun T => P / sum (S T) gam + 2 * avg (S T)).
  - intros T. replace (T + S K)%nat with (K + S T)%nat by lia. rewrite !sum_shift. fold P. fold gam.
    specialize (Hpos (S T) ltac:(lia)). set (h := sum (S T) gam) in *.
    change (sum (S T) (fun k => gamma (K + k)%nat)) with h.
    assert (H0 : 0 <= sum K gamma) by (apply sum_pos; intros; apply Rlt_le, Hg).
    set (Q := sum (S T) (fun k => gam k / 2 * norm2 n (fun i => velocity (w' k i) (g (w' k) i) (levels i) eps alpha clip kind rule))) in *.
    assert (E : sum (S T) (fun k => gamma (K + k)%nat * norm2 n (v (K + k)%nat)) = 2 * Q).
    { unfold Q. rewrite <- sum_scal. apply sum_ext. intros k _. unfold gam, w', v. field. }
    rewrite E. assert (Q0 : 0 <= Q) by apply Av0.
    assert (I : / (sum K gamma + h) <= / h) by (apply Rinv_le_contravar; lra).
    assert (I0 : 0 < / (sum K gamma + h)) by (apply Rinv_0_lt_compat; lra).
    split; [apply Rmult_le_pos; lra|].
    replace (P / h + 2 * avg (S T)) with ((P + 2 * Q) * / h) by (unfold avg; fold h Q; field; lra).
    apply Rmult_le_compat_l; lra.
  - apply is_lim_seq_const.
  - replace 0 with (0 + 2 * 0) by ring. apply is_lim_seq_plus'.
    + apply (ratio_zero P (fun T => sum (S T) gam)). apply (is_lim_seq_incr_1 (fun T => sum T gam)), Hinf'.
    + apply (is_lim_seq_scal_l _ 2 0). apply (is_lim_seq_incr_1 avg), Lim.
Qed.
