(* Theorem 6*, almost surely: almost every path is one that theorem_6 is about. Two facts of measure
   theory are premises, each a textbook theorem: Beppo Levi (a series of non-negative random variables
   with bounded sums of means converges almost surely) and Doob (a martingale bounded in L^2 converges
   almost surely). "Almost" is a family of events closed under supersets and countable intersections;
   past k are the random variables known at step k. *)
From Coq Require Import Reals Lra Psatz List Arith Lia Cantor ClassicalChoice FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel levels sides sums sequences basins lemma_1 minimiser drift arrival.
From Askew Require Import theorem_4 expectation theorem_6.
Open Scope R_scope.

(* every tuple of n numbers has a code *)
Lemma codes n : exists decode : nat -> nat -> nat, forall f : nat -> nat, exists c, forall i, (i < n)%nat -> decode c i = f i.
Proof.
  induction n as [|n (d & H)]; [exists (fun _ _ => O); intros; exists O; intros; lia|].
  exists (fun c i => if Nat.eq_dec i n then snd (of_nat c) else d (fst (of_nat c)) i).
  intros f. destruct (H f) as [c Hc]. exists (to_nat (c, f n)). rewrite cancel_of_to. simpl.
  intros i Hi. destruct Nat.eq_dec as [->|N]; [reflexivity | apply Hc; lia].
Qed.
Lemma indicator_exists {A : Type} (P : A -> Prop) : exists f : A -> R, forall x, (P x /\ f x = 1) \/ (~ P x /\ f x = 0).
Proof.
  destruct (choice (fun x y => (P x /\ y = 1) \/ (~ P x /\ y = 0))) as [f H]; [|exists f; exact H].
  intros x. destruct (Classical_Prop.classic (P x)); [exists 1 | exists 0]; auto.
Qed.

Section AlmostSurely.
Variables (n : nat) (levels : nat -> list R) (eps alpha clip mu : R) (kind : nat).
Hypothesis Hq : forall i, (i < n)%nat -> separated (levels i) eps kind mu.
Hypothesis Halpha : 0 < alpha.
Hypothesis Hclip : 0 < clip.
Hypothesis Heps : 0 < eps.
Hypothesis Hmu : 0 < mu.
Variables (l : (nat -> R) -> R) (g : (nat -> R) -> nat -> R) (c0 c1 : R).
Hypothesis Hloss : loss_ok n l g c0 c1.
Variable gamma : nat -> R.
Hypothesis Hgamma : forall k, 0 < gamma k.
Hypothesis Hzero : is_lim_seq gamma 0.
Hypothesis Hinf : is_lim_seq (fun T => sum T gamma) p_infty.
Hypothesis Hsquares : conv (fun k => gamma k ^ 2).

(* probability *)
Variables (Omega : Type) (E : expectation Omega) (almost : (Omega -> Prop) -> Prop).
Variable past : nat -> (Omega -> R) -> Prop.
Hypothesis almost_more : forall P Q : Omega -> Prop, (forall o, P o -> Q o) -> almost P -> almost Q.
Hypothesis almost_all : forall P : nat -> Omega -> Prop, (forall k, almost (P k)) -> almost (fun o => forall k, P k o).
Hypothesis past_const : forall k c, past k (fun _ => c).
Hypothesis past_mult : forall k f h, past k f -> past k h -> past k (fun o => f o * h o).
Definition bounded_variable (f : Omega -> R) := exists C, forall o, Rabs (f o) <= C.
(* Beppo Levi *)
Hypothesis beppo_levi : forall f : nat -> Omega -> R, (forall k o, 0 <= f k o) -> (forall k, integrable E (f k)) ->
  (exists B, forall K, sum K (fun k => mean E (f k)) <= B) -> almost (fun o => conv (fun k => f k o)).
(* Doob: D_k known at k + 1, in L^2, orthogonal to the past, with summable variances *)
Hypothesis doob : forall D : nat -> Omega -> R, (forall k, past (S k) (D k)) -> (forall k, integrable E (fun o => D k o ^ 2)) ->
  (forall k h, past k h -> bounded_variable h -> mean E (fun o => D k o * h o) = 0) ->
  (exists B, forall K, sum K (fun k => mean E (fun o => D k o ^ 2)) <= B) -> almost (fun o => conv (fun k => D k o)).

(* the run: the printed rule, noise xi *)
Variables (w xi : nat -> Omega -> nat -> R) (sigma2 : R).
Hypothesis Hw : forall k o i, w (S k) o i = w k o i +
  gamma k * velocity (w k o i) (g (w k o) i + xi k o i) (levels i) eps alpha clip kind PRINTED.
(* E[|xi_k|^2 | past] <= sigma^2 (1 + |w_k|^2), used as E (|xi_k|^2 / (1 + |w_k|^2)) <= sigma^2 *)
Notation Q k o := (norm2 n (xi k o) / (1 + norm2 n (w k o))).
Hypothesis A1 : forall k, integrable E (fun o => Q k o) /\ mean E (fun o => Q k o) <= sigma2.
(* E[xi_k | past] = 0, localised: tested with bounded variables of the past that vanish where |w_k| > r *)
Definition local k (f : Omega -> R) := past k f /\ bounded_variable f /\
  exists r, forall o, f o <> 0 -> within n r (w k o).
Hypothesis A2 : forall k (f : nat -> Omega -> R), (forall i, (i < n)%nat -> local k (f i)) ->
  let D o := sum n (fun i => xi k o i * f i o) in
  past (S k) D /\ integrable E (fun o => D o ^ 2) /\ mean E D = 0.
(* w_k is known at k: so are the indicators of closed boxes and the Lipschitz functions z of w_k *)
Notation delta := (delta_star alpha clip mu).
Notation lo level := (low_end levels level eps kind).
Notation hi level := (high_end levels level eps kind).
Notation near level x := (inN n levels level eps delta kind x).
Hypothesis known_box : forall k r f, (forall o, (within n r (w k o) /\ f o = 1) \/ (~ within n r (w k o) /\ f o = 0)) -> past k f.
Hypothesis known_z : forall k level M hat i f, minimises n M (lo level) (hi level) l hat -> (i < n)%nat ->
  (forall o, (near level (w k o) /\ f o = zed (lo level) (hi level) hat (w k o) i) \/ (~ near level (w k o) /\ f o = 0)) -> past k f.

Lemma sums_bounded : exists B, 0 <= B /\ forall K, sum K (fun k => gamma k ^ 2) <= B.
Proof.
  destruct (bounded_conv _ Hsquares) as [B HB]. exists (Rabs B). split; [apply Rabs_pos|]. intros K.
  specialize (HB K). apply Rabs_le_between in HB. assert (X := Rle_abs B). lra.
Qed.
Lemma sigma_pos : 0 <= sigma2.
Proof.
  destruct (A1 O) as [I M]. eapply Rle_trans; [|exact M]. rewrite <- (mean_const E 0).
  apply mean_le; [apply integrable_const | exact I |]. intros o.
  apply Rmult_le_pos; [apply norm2_pos|]. apply Rlt_le, Rinv_0_lt_compat. assert (N := norm2_pos n (w O o)). lra.
Qed.

(* martingale sums: sum gamma_k <xi_k, f_k> for local f_k, bounded by the same C and r for all k *)
Lemma series (f : nat -> nat -> Omega -> R) C r : 0 <= C ->
  (forall k i, (i < n)%nat -> past k (f k i)) -> (forall k i o, (i < n)%nat -> Rabs (f k i o) <= C) ->
  (forall k i o, (i < n)%nat -> f k i o <> 0 -> within n r (w k o)) ->
  almost (fun o => conv (fun k => gamma k * sum n (fun i => xi k o i * f k i o))).
Proof.
  intros C0 Past Bound Loc. assert (In0 := pos_INR n).
  assert (Gn : forall k, Rabs (gamma k) = gamma k) by (intros k; apply Rabs_pos_eq, Rlt_le, Hgamma).
  assert (Form : forall k h o, gamma k * sum n (fun i => xi k o i * f k i o) * h o =
    sum n (fun i => xi k o i * (gamma k * (f k i o * h o)))).
  { intros k h o. rewrite <- sum_scal, Rmult_comm, <- sum_scal. apply sum_ext; intros; ring. }
  assert (Local : forall k h, past k h -> bounded_variable h -> forall i, (i < n)%nat ->
    local k (fun o => gamma k * (f k i o * h o))).
  { intros k h Ph (c & Hc) i Hi. split; [|split].
    - apply (past_mult k (fun _ => gamma k)); [apply past_const|]. apply past_mult; [apply Past, Hi | exact Ph].
    - exists (gamma k * (C * Rabs c)). intros o. rewrite Rabs_mult, Gn, Rabs_mult.
      apply Rmult_le_compat_l; [apply Rlt_le, Hgamma|]. apply Rmult_le_compat; try apply Rabs_pos; [apply Bound, Hi|].
      eapply Rle_trans; [apply Hc | apply Rle_abs].
    - exists r. intros o No. apply (Loc k i o Hi). intros Z. apply No. rewrite Z. ring. }
  assert (One : forall k o, gamma k * sum n (fun i => xi k o i * f k i o) =
    sum n (fun i => xi k o i * (gamma k * (f k i o * 1)))).
  { intros k o. rewrite <- sum_scal. apply sum_ext; intros; ring. }
  assert (Ones : forall k, past k (fun _ => 1) /\ bounded_variable (fun _ => 1)).
  { intros k. split; [apply past_const|]. exists 1. intros _. rewrite Rabs_R1. lra. }
  assert (Basic := fun k => A2 k _ (Local k (fun _ => 1) (proj1 (Ones k)) (proj2 (Ones k)))). cbv zeta in Basic.
  assert (Eq : forall k, (fun o => gamma k * sum n (fun i => xi k o i * f k i o)) =
    (fun o => sum n (fun i => xi k o i * (gamma k * (f k i o * 1))))).
  { intros k. apply functional_extensionality. intros o. apply One. }
  apply (doob (fun k o => gamma k * sum n (fun i => xi k o i * f k i o))).
  - intros k. rewrite Eq. apply Basic.
  - intros k. destruct (Basic k) as (_ & I & _).
    replace (fun o => (gamma k * sum n (fun i => xi k o i * f k i o)) ^ 2) with
      (fun o => (sum n (fun i => xi k o i * (gamma k * (f k i o * 1)))) ^ 2); [exact I|].
    apply functional_extensionality. intros o. rewrite One. reflexivity.
  - intros k h Ph Bh. destruct (A2 k _ (Local k h Ph Bh)) as (_ & _ & Z).
    rewrite <- Z. f_equal. apply functional_extensionality. intros o. apply Form.
  - destruct sums_bounded as (B & B0 & HB). assert (S0 := sigma_pos).
    set (c := (INR n * C ^ 2) * (1 + INR n * r ^ 2) * sigma2).
    assert (c0' : 0 <= c).
    { unfold c. assert (0 <= C ^ 2) by apply pow2_ge_0. assert (0 <= r ^ 2) by apply pow2_ge_0.
      assert (0 <= INR n * r ^ 2) by (apply Rmult_le_pos; lra).
      apply Rmult_le_pos; [apply Rmult_le_pos; [apply Rmult_le_pos|]|]; lra. }
    exists (c * B). intros K. apply Rle_trans with (c * sum K (fun k => gamma k ^ 2)); [|apply Rmult_le_compat_l; auto].
    rewrite <- sum_scal. apply sum_le. intros k _. destruct (A1 k) as [I M]. destruct (Basic k) as (_ & I2 & _).
    set (m := gamma k ^ 2 * ((INR n * C ^ 2) * (1 + INR n * r ^ 2))).
    assert (m0 : 0 <= m).
    { unfold m. assert (0 <= C ^ 2) by apply pow2_ge_0. assert (0 <= r ^ 2) by apply pow2_ge_0.
      assert (0 <= INR n * r ^ 2) by (apply Rmult_le_pos; lra).
      apply Rmult_le_pos; [apply pow2_ge_0|]. apply Rmult_le_pos; [apply Rmult_le_pos|]; lra. }
    apply Rle_trans with (mean E (fun o => m * Q k o)).
    + apply mean_le; [| apply integrable_scal, I |].
      { replace (fun o => (gamma k * sum n (fun i => xi k o i * f k i o)) ^ 2) with
          (fun o => (sum n (fun i => xi k o i * (gamma k * (f k i o * 1)))) ^ 2); [exact I2|].
        apply functional_extensionality. intros o. rewrite One. reflexivity. }
      intros o. rewrite Rpow_mult_distr. unfold m. rewrite Rmult_assoc. apply Rmult_le_compat_l; [apply pow2_ge_0|].
      assert (N := norm2_pos n (w k o)). assert (X := norm2_pos n (xi k o)).
      assert (Cs := cauchy n (xi k o) (fun i => f k i o)). unfold dot in Cs.
      destruct (Classical_Prop.classic (within n r (w k o))) as [W|W].
      * assert (F2 : norm2 n (fun i => f k i o) <= INR n * C ^ 2).
        { unfold norm2. rewrite <- sum_const. apply sum_le. intros i Hi. rewrite <- pow2_abs.
          apply pow_incr. split; [apply Rabs_pos | apply Bound, Hi]. }
        assert (W2 : norm2 n (w k o) <= INR n * r ^ 2).
        { unfold norm2. rewrite <- sum_const. apply sum_le. intros i Hi. rewrite <- pow2_abs.
          apply pow_incr. split; [apply Rabs_pos | apply W, Hi]. }
        eapply Rle_trans; [exact Cs|]. rewrite (Rmult_comm (norm2 n (xi k o))), Rmult_assoc.
        apply Rmult_le_compat; [apply norm2_pos | exact X | exact F2 |].
        replace (norm2 n (xi k o)) with ((1 + norm2 n (w k o)) * Q k o) at 1 by (field; lra).
        apply Rmult_le_compat_r; [|lra]. apply Rmult_le_pos; [exact X | apply Rlt_le, Rinv_0_lt_compat; lra].
      * rewrite (sum_ext n _ (fun _ => 0)), sum_const0.
        2:{ intros i Hi. destruct (Req_dec (f k i o) 0) as [Z|Z]; [rewrite Z; ring|]. contradiction (W (Loc k i o Hi Z)). }
        rewrite pow_ne_zero by discriminate. assert (0 <= C ^ 2) by apply pow2_ge_0. assert (0 <= r ^ 2) by apply pow2_ge_0.
        assert (0 <= INR n * r ^ 2) by (apply Rmult_le_pos; lra).
        apply Rmult_le_pos; [apply Rmult_le_pos; [apply Rmult_le_pos|]; lra|].
        apply Rmult_le_pos; [exact X | apply Rlt_le, Rinv_0_lt_compat; lra].
    + rewrite mean_scal by exact I. apply Rle_trans with (m * sigma2); [apply Rmult_le_compat_l; assumption|].
      unfold m, c. right; ring.
Qed.

Lemma almost_and (P Q : Omega -> Prop) : almost P -> almost Q -> almost (fun o => P o /\ Q o).
Proof.
  intros HP HQ. apply almost_more with (fun o => forall k, (match k with O => P | S _ => Q end) o).
  - intros o H. split; [exact (H O) | exact (H 1%nat)].
  - apply almost_all. intros [|k]; assumption.
Qed.

(* (N1), (N2): the noise is square-summable along almost every path *)
Lemma noise_summable : almost (fun o => conv (fun k => gamma k ^ 2 * Q k o)).
Proof.
  assert (Q0 : forall k o, 0 <= Q k o).
  { intros k o. apply Rmult_le_pos; [apply norm2_pos|]. apply Rlt_le, Rinv_0_lt_compat.
    assert (N := norm2_pos n (w k o)). lra. }
  apply beppo_levi.
  - intros k o. apply Rmult_le_pos; [apply pow2_ge_0 | apply Q0].
  - intros k. apply integrable_scal, A1.
  - destruct sums_bounded as (B & B0 & HB). assert (S0 := sigma_pos). exists (sigma2 * B). intros K.
    apply Rle_trans with (sigma2 * sum K (fun k => gamma k ^ 2)); [|apply Rmult_le_compat_l; auto].
    rewrite <- sum_scal. apply sum_le. intros k _. destruct (A1 k) as [I M].
    rewrite mean_scal, (Rmult_comm sigma2) by exact I. apply Rmult_le_compat_l; [apply pow2_ge_0 | exact M].
Qed.

(* (N4): stopped at any radius *)
Lemma noise_converges : exists chi : nat -> nat -> Omega -> R,
  (forall r k o, within n (INR r) (w k o) -> chi r k o = 1) /\
  almost (fun o => forall r i, (i < n)%nat -> conv (fun k => gamma k * (xi k o i * chi r k o))).
Proof.
  destruct (indicator_exists (fun p : nat * nat * Omega => within n (INR (fst (fst p))) (w (snd (fst p)) (snd p)))) as [chi H].
  exists (fun r k o => chi (r, k, o)). split.
  { intros r k o W. destruct (H (r, k, o)) as [[_ V]|[N _]]; [exact V | contradiction]. }
  apply almost_all. intros r. apply almost_all. intros i.
  destruct (lt_dec i n) as [Hi|Hi].
  2:{ apply almost_more with (2 := noise_summable). intros o _ L. contradiction. }
  apply almost_more with (fun o => conv (fun k => gamma k * sum n (fun j => xi k o j *
    (if Nat.eq_dec j i then chi (r, k, o) else 0)))).
  { intros o C _. apply conv_ext with (2 := C). intros k. f_equal.
    apply sum_one with (k := i); [exact Hi| |].
    - intros j Hj N. destruct Nat.eq_dec; [contradiction | ring].
    - destruct Nat.eq_dec; [reflexivity | contradiction]. }
  apply (series (fun k j o => if Nat.eq_dec j i then chi (r, k, o) else 0) 1 (INR r)); [lra | | |].
  - intros k j Hj. destruct Nat.eq_dec; [|apply past_const].
    apply known_box with (r := INR r). intros o. apply (H (r, k, o)).
  - intros k j o Hj. destruct Nat.eq_dec; [|rewrite Rabs_R0; lra].
    destruct (H (r, k, o)) as [[_ ->]|[_ ->]]; [rewrite Rabs_R1 | rewrite Rabs_R0]; lra.
  - intros k j o Hj N. destruct Nat.eq_dec; [|lra].
    destruct (H (r, k, o)) as [[W _]|[_ Z]]; [exact W | contradiction].
Qed.

(* (N3): against z of one box, while the run is near it *)
Lemma drift_converges level M hat : (forall i, (i < n)%nat -> (level i < length (levels i))%nat) ->
  minimises n M (lo level) (hi level) l hat -> exists f : nat -> nat -> Omega -> R,
  (forall k i o, near level (w k o) -> f k i o = zed (lo level) (hi level) hat (w k o) i) /\
  almost (fun o => conv (fun k => gamma k * sum n (fun i => xi k o i * f k i o))).
Proof.
  intros Lev Hmin.
  destruct (indicator_exists (fun p : nat * Omega => near level (w (fst p) (snd p)))) as [chi H].
  exists (fun k i o => chi (k, o) * zed (lo level) (hi level) hat (w k o) i). split.
  { intros k i o N. destruct (H (k, o)) as [[_ ->]|[N' _]]; [ring | contradiction]. }
  assert (HD := delta_star_ok alpha clip mu Halpha Hclip Hmu). cbv zeta in HD.
  destruct (N_within n levels level eps delta kind (proj1 HD)) as (r & R0 & HR).
  destruct (within_exists n (fun i => hi level i - lo level i)) as (C & C0 & HC).
  assert (Hq' : forall i, (i < n)%nat -> separated (levels i) eps kind mu /\ (level i < length (levels i))%nat)
    by (intros i Hi; split; auto).
  assert (Box : forall i, (i < n)%nat -> lo level i <= hi level i).
  { intros i Hi. apply Rlt_le. eapply box_order with (n := n) (mu := mu); eauto. }
  apply (series _ C r C0).
  - intros k i Hi. apply (known_z k level M hat i); auto. intros o.
    destruct (H (k, o)) as [[N ->]|[N ->]]; [left | right]; split; auto; ring.
  - intros k i o Hi. specialize (HC i Hi). cbv beta in HC.
    assert (P := nearest_in n (lo level) (hi level) Box (w k o) i Hi). destruct (Hmin (w k o)) as [Z _]. specialize (Z i Hi).
    assert (D : Rabs (zed (lo level) (hi level) hat (w k o) i) <= C).
    { specialize (Box i Hi). rewrite Rabs_pos_eq in HC by lra. unfold zed. apply Rabs_le. lra. }
    rewrite Rabs_mult. destruct (H (k, o)) as [[_ ->]|[_ ->]]; [rewrite Rabs_R1 | rewrite Rabs_R0]; lra.
  - intros k i o Hi N. apply HR. destruct (H (k, o)) as [[W _]|[_ Z]]; [exact W|].
    exfalso. apply N. rewrite Z. ring.
Qed.

Lemma minimises_ext M h lo1 hi1 lo2 hi2 : (forall i, (i < n)%nat -> lo1 i = lo2 i /\ hi1 i = hi2 i) ->
  minimises n M lo1 hi1 l h -> minimises n M lo2 hi2 l h.
Proof.
  intros Eq H x. destruct (H x) as [A B].
  assert (T : forall y, inC n lo1 hi1 y <-> inC n lo2 hi2 y).
  { intros y. split; intros Y i Hi; specialize (Y i Hi); destruct (Eq i Hi) as [E1 E2]; rewrite E1, E2 in * ||
      rewrite <- E1, <- E2 in *; lra. }
  split; [apply T, A|]. intros u Hu. apply B, T, Hu.
Qed.

Lemma conv_terms f : conv f -> is_lim_seq f 0.
Proof.
  intros H. apply lim_zero_intro. intros e He. destruct (conv_cauchy f e H He) as [K HK]. exists K. intros k Hk.
  specialize (HK k (S k) ltac:(lia)). cbn [sum] in HK. replace (sum k f + f k - sum k f) with (f k) in HK by ring. exact HK.
Qed.

Theorem theorem_6_almost_surely : almost (fun o => exists level Y,
  (forall i, (i < n)%nat -> (level i < length (levels i))%nat) /\ (forall k, within n Y (w k o)) /\
  (exists K, forall i k, (i < n)%nat -> (K <= k)%nat -> inside (levels i) (level i) (w k o i)) /\
  is_lim_seq (fun k => d2 n (lo level) (hi level) (w k o)) 0 /\ ex_finite_lim_seq (fun k => l (w k o)) /\
  forall eta, 0 < eta -> exists K, forall k, (K <= k)%nat ->
    exists y, stationary n (lo level) (hi level) g y /\ norm2 n (fun i => w k o i - y i) < eta).
Proof.
  destruct (boxes_have_minimisers n levels eps alpha clip mu kind l g c0 c1 Hq Halpha Hclip Heps Hmu Hloss) as (M & hat & HB).
  destruct (codes n) as (decode & Hd). destruct (choice _ Hd) as [code Hcode].
  set (M' := fun level => M (decode (code level))). set (hat' := fun level => hat (decode (code level))).
  assert (Valid : forall level, (forall i, (i < n)%nat -> (level i < length (levels i))%nat) ->
    forall i, (i < n)%nat -> (decode (code level) i < length (levels i))%nat).
  { intros level Lev i Hi. rewrite Hcode by exact Hi. apply Lev, Hi. }
  assert (Ends : forall level i, (i < n)%nat -> lo (decode (code level)) i = lo level i /\ hi (decode (code level)) i = hi level i).
  { intros level i Hi. unfold low_end, high_end. rewrite Hcode by exact Hi. auto. }
  assert (Near : forall level x, near (decode (code level)) x <-> near level x).
  { intros level x. split; intros N i Hi; specialize (N i Hi); rewrite Hcode in * by exact Hi; exact N. }
  destruct noise_converges as (chi & Hchi & F4).
  assert (F3 : almost (fun o => forall c, (forall i, (i < n)%nat -> (decode c i < length (levels i))%nat) ->
    forall K, (forall k, (K <= k)%nat -> near (decode c) (w k o)) ->
    conv (fun k => gamma (K + k)%nat * dot n (xi (K + k)%nat o) (zed (lo (decode c)) (hi (decode c)) (hat (decode c)) (w (K + k)%nat o))))).
  { apply almost_all. intros c.
    destruct (Classical_Prop.classic (forall i, (i < n)%nat -> (decode c i < length (levels i))%nat)) as [V|V].
    2:{ apply almost_more with (2 := noise_summable). intros o _ V'. contradiction. }
    destruct (HB (decode c) V) as [_ Hmin]. destruct (drift_converges (decode c) _ _ V Hmin) as (f & Hf & C).
    apply almost_more with (2 := C). intros o Co _ K HK.
    apply conv_ext with (2 := conv_tail _ K Co). intros k. f_equal. unfold dot. apply sum_ext. intros i Hi.
    rewrite Hf; [reflexivity|]. apply HK. lia. }
  apply almost_more with (2 := almost_and _ _ noise_summable (almost_and _ _ F3 F4)).
  intros o (F1 & F3' & F4').
  destruct Hloss as (_ & _ & C0 & C1 & Hgrow). assert (In0 := pos_INR n).
  assert (Rec : forall k, norm2 n (xi k o) = (1 + norm2 n (w k o)) * Q k o).
  { intros k. assert (N := norm2_pos n (w k o)). field. lra. }
  assert (Q0 : forall k, 0 <= Q k o).
  { intros k. apply Rmult_le_pos; [apply norm2_pos|]. apply Rlt_le, Rinv_0_lt_compat.
    assert (N := norm2_pos n (w k o)). lra. }
  assert (Size : forall k m, within n m (w k o) -> norm2 n (w k o) <= INR n * m ^ 2).
  { intros k m W. unfold norm2. rewrite <- sum_const. apply sum_le. intros i Hi. rewrite <- pow2_abs.
    apply pow_incr. split; [apply Rabs_pos | apply W, Hi]. }
  destruct (theorem_6 n levels eps alpha clip mu kind PRINTED Hq Halpha Hclip Heps Hmu l g c0 c1 Hloss M' hat') with
    (gamma := gamma) (w := fun k => w k o) (xi := fun k => xi k o) as (level & Y & R1 & R2 & R3 & R4 & _ & R6 & R7); auto.
  - intros level Lev. destruct (HB _ (Valid level Lev)) as [[M0 Lip] _]. split; [exact M0|].
    intros x y Hx Hy. apply Lip; apply Near; assumption.
  - intros level Lev. destruct (HB _ (Valid level Lev)) as [_ Hmin].
    apply minimises_ext with (2 := Hmin). intros i Hi. apply Ends, Hi.
  - intros i _. left. discriminate.
  - intros e He. assert (P : 0 < e ^ 2 / (INR n + 1)) by (apply Rdiv_lt_0_compat; [apply pow_lt|]; lra).
    destruct (lim_zero_below _ (conv_terms _ F1) _ P) as [K HK]. exists K. intros k Hk m M0 W i Hi.
    specialize (HK k Hk). apply Rabs_def2 in HK. destruct HK as [HK _]. assert (G := Hgamma k).
    assert (C := coord_le n (xi k o) i Hi). assert (S := Size k m W).
    rewrite <- (Rabs_pos_eq (gamma k)) at 1 by lra. rewrite <- Rabs_mult.
    rewrite <- (Rabs_pos_eq (e * (1 + m))) by (apply Rmult_le_pos; lra). apply Rsqr_le_abs_0. unfold Rsqr.
    assert (X1 : gamma k ^ 2 * xi k o i ^ 2 <= gamma k ^ 2 * ((1 + norm2 n (w k o)) * Q k o)).
    { apply Rmult_le_compat_l; [apply pow2_ge_0|]. rewrite <- Rec. exact C. }
    assert (X2 : (gamma k ^ 2 * Q k o) * (1 + norm2 n (w k o)) <= e ^ 2 / (INR n + 1) * ((INR n + 1) * (1 + m) ^ 2)).
    { assert (N := norm2_pos n (w k o)). apply Rmult_le_compat; [apply Rmult_le_pos; [apply pow2_ge_0 | apply Q0] | lra | lra |].
      assert (0 <= INR n * m) by (apply Rmult_le_pos; lra). assert (0 <= m ^ 2) by apply pow2_ge_0. lra. }
    replace (e ^ 2 / (INR n + 1) * ((INR n + 1) * (1 + m) ^ 2)) with (e * (1 + m) * (e * (1 + m))) in X2 by (field; lra).
    lra.
  - intros r Hr. set (a2 := 2 * (INR n * (c0 + c1 * Rabs r) ^ 2)). set (b2 := 2 * (1 + INR n * r ^ 2)).
    apply conv_le with (g := fun k => a2 * gamma k ^ 2 + b2 * (gamma k ^ 2 * Q k o)).
    2:{ apply conv_plus; apply conv_scal; assumption. }
    intros k. split; [apply Rmult_le_pos; [apply pow2_ge_0 | apply norm2_pos]|].
    assert (Ng : norm2 n (g (w k o)) <= INR n * (c0 + c1 * Rabs r) ^ 2).
    { unfold norm2. rewrite <- sum_const. apply sum_le. intros i Hi. rewrite <- pow2_abs. apply pow_incr.
      split; [apply Rabs_pos|]. apply (Hgrow (w k o) (Rabs r) (Rabs_pos r)); [|exact Hi].
      intros j Hj. eapply Rle_trans; [apply Hr, Hj | apply Rle_abs]. }
    assert (Nx : norm2 n (xi k o) <= (1 + INR n * r ^ 2) * Q k o).
    { apply Rle_trans with ((1 + norm2 n (w k o)) * Q k o); [right; apply Rec|]. apply Rmult_le_compat_r; [apply Q0|]. assert (S := Size k r (Hr k)). lra. }
    assert (Ns : norm2 n (fun i => g (w k o) i + xi k o i) <= 2 * norm2 n (g (w k o)) + 2 * norm2 n (xi k o)).
    { unfold norm2. rewrite <- !sum_scal, <- sum_plus. apply sum_le. intros i _.
      assert (0 <= (g (w k o) i - xi k o i) ^ 2) by apply pow2_ge_0. lra. }
    replace (a2 * gamma k ^ 2 + b2 * (gamma k ^ 2 * Q k o)) with (gamma k ^ 2 * (a2 + b2 * Q k o)) by ring.
    apply Rmult_le_compat_l; [apply pow2_ge_0|]. unfold a2, b2. lra.
  - intros level K Lev HK. apply conv_ext with (2 := F3' (code level) (Valid level Lev) K (fun k Hk => proj2 (Near level _) (HK k Hk))).
    intros k. f_equal. unfold dot. apply sum_ext. intros i Hi. unfold zed, nearest, hat'.
    destruct (Ends level i Hi) as [-> ->]. reflexivity.
  - intros r i Hr Hi. assert (Big : exists N, r <= INR N).
    { exists (Z.to_nat (up (Rabs r))). destruct (archimed (Rabs r)) as [A _]. assert (X := Rabs_pos r).
      rewrite INR_IZR_INZ, Z2Nat.id by (apply le_IZR; lra). assert (Y := Rle_abs r). lra. }
    destruct Big as [N HN].
    apply conv_ext with (2 := F4' N i Hi). intros k. rewrite (Hchi N k o); [ring|].
    intros j Hj. eapply Rle_trans; [apply Hr, Hj | lra].
  - exists level, Y. auto 10.
Qed.
End AlmostSurely.
