(* Theorem 1, strictly below the limit on epsilon, as a case of Theorem 6*: the loss is the mean of N losses
   whose gradients are bounded by G, and each step draws one index uniformly and independently of the past.
   The two premises about measures, Beppo Levi and Doob, are those of theorem_6_almost_surely. *)
From Coq Require Import Reals Lra Psatz List Arith Lia FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel levels sides sums smooth sequences basins lemma_1 minimiser drift arrival.
From Askew Require Import theorem_4 expectation theorem_6 theorem_6_almost_surely.
Open Scope R_scope.

Section Sampling.
Variables (n : nat) (levels : nat -> list R) (eps alpha clip mu : R) (kind : nat).
Hypothesis Hq : forall i, (i < n)%nat -> separated (levels i) eps kind mu.
Hypothesis Halpha : 0 < alpha.
Hypothesis Hclip : 0 < clip.
Hypothesis Heps : 0 < eps.
Hypothesis Hmu : 0 < mu.
Variables (N : nat) (sample : nat -> (nat -> R) -> nat -> R) (G : R) (l : (nat -> R) -> R).
Hypothesis HN : (0 < N)%nat.
Hypothesis Hsample : forall j x i, (j < N)%nat -> (i < n)%nat -> Rabs (sample j x i) <= G.
Definition average (x : nat -> R) i := / INR N * sum N (fun j => sample j x i).
Hypothesis Hgrad : forall x h t, is_derive (fun s => l (at_ x h s)) t (dot n (average (at_ x h t)) h).
Hypothesis Hlip : forall r, 0 <= r -> exists L, 0 <= L /\ forall x y, within n r x -> within n r y ->
  norm2 n (fun i => average x i - average y i) <= L ^ 2 * norm2 n (fun i => x i - y i).
Variable gamma : nat -> R.
Hypothesis Hgamma : forall k, 0 < gamma k.
Hypothesis Hzero : is_lim_seq gamma 0.
Hypothesis Hinf : is_lim_seq (fun T => sum T gamma) p_infty.
Hypothesis Hsquares : conv (fun k => gamma k ^ 2).

Variables (Omega : Type) (E : expectation Omega) (almost : (Omega -> Prop) -> Prop).
Variable past : nat -> (Omega -> R) -> Prop.
Hypothesis almost_more : forall P Q : Omega -> Prop, (forall o, P o -> Q o) -> almost P -> almost Q.
Hypothesis almost_all : forall P : nat -> Omega -> Prop, (forall k, almost (P k)) -> almost (fun o => forall k, P k o).
Hypothesis past_const : forall k c, past k (fun _ => c).
Hypothesis past_plus : forall k f h, past k f -> past k h -> past k (fun o => f o + h o).
Hypothesis past_mult : forall k f h, past k f -> past k h -> past k (fun o => f o * h o).
Hypothesis beppo_levi : forall f : nat -> Omega -> R, (forall k o, 0 <= f k o) -> (forall k, integrable E (f k)) ->
  (exists B, forall K, sum K (fun k => mean E (f k)) <= B) -> almost (fun o => conv (fun k => f k o)).
Hypothesis doob : forall D : nat -> Omega -> R, (forall k, past (S k) (D k)) -> (forall k, integrable E (fun o => D k o ^ 2)) ->
  (forall k h, past k h -> bounded_variable Omega h -> mean E (fun o => D k o * h o) = 0) ->
  (exists B, forall K, sum K (fun k => mean E (fun o => D k o ^ 2)) <= B) -> almost (fun o => conv (fun k => D k o)).

(* the index of step k: uniform, and independent of the bounded variables of the past *)
Variable index : nat -> Omega -> nat.
Hypothesis Hindex : forall k o, (index k o < N)%nat.
Hypothesis uniform : forall k (h : nat -> Omega -> R), (forall j, (j < N)%nat -> past k (h j) /\ bounded_variable Omega (h j)) ->
  past (S k) (fun o => h (index k o) o) /\ integrable E (fun o => h (index k o) o) /\
  mean E (fun o => h (index k o) o) = / INR N * sum N (fun j => mean E (h j)).

Variable w : nat -> Omega -> nat -> R.
Hypothesis Hw : forall k o i, w (S k) o i = w k o i +
  gamma k * velocity (w k o i) (sample (index k o) (w k o) i) (levels i) eps alpha clip kind PRINTED.
(* w_k is known at k *)
Notation delta := (delta_star alpha clip mu).
Notation lo level := (low_end levels level eps kind).
Notation hi level := (high_end levels level eps kind).
Notation near level x := (inN n levels level eps delta kind x).
Hypothesis known_box : forall k r f, (forall o, (within n r (w k o) /\ f o = 1) \/ (~ within n r (w k o) /\ f o = 0)) -> past k f.
Hypothesis known_z : forall k level M hat i f, minimises n M (lo level) (hi level) l hat -> (i < n)%nat ->
  (forall o, (near level (w k o) /\ f o = zed (lo level) (hi level) hat (w k o) i) \/ (~ near level (w k o) /\ f o = 0)) -> past k f.
Hypothesis known_sample : forall k j i, (j < N)%nat -> (i < n)%nat -> past k (fun o => sample j (w k o) i).
Hypothesis known_size : forall k, past k (fun o => / (1 + norm2 n (w k o))).

Lemma past_sum k m (f : nat -> Omega -> R) : (forall j, (j < m)%nat -> past k (f j)) -> past k (fun o => sum m (fun j => f j o)).
Proof.
  induction m as [|m IH]; intros H; cbn [sum]; [apply past_const|].
  apply (past_plus k (fun o => sum m (fun j => f j o)) (f m)); [apply IH; intros; apply H; lia | apply H; lia].
Qed.
Lemma N_pos : 0 < INR N. Proof. apply lt_0_INR, HN. Qed.
Lemma G_pos : (0 < n)%nat -> 0 <= G.
Proof. intros P. eapply Rle_trans; [|apply (Hsample O (fun _ => 0) O HN P)]. apply Rabs_pos. Qed.
Lemma sum_abs m f c : (forall j, (j < m)%nat -> Rabs (f j) <= c) -> Rabs (sum m f) <= INR m * c.
Proof.
  intros H. apply Rabs_le. rewrite <- sum_const, <- sum_opp.
  split; apply sum_le; intros j Hj; specialize (H j Hj); apply Rabs_le_between in H; lra.
Qed.
Lemma average_bounded x i : (i < n)%nat -> Rabs (average x i) <= G.
Proof.
  intros Hi. unfold average. assert (P := N_pos). rewrite Rabs_mult, (Rabs_pos_eq (/ INR N)) by (apply Rlt_le, Rinv_0_lt_compat, P).
  apply Rmult_le_reg_l with (INR N); [exact P|]. rewrite <- Rmult_assoc, Rinv_r, Rmult_1_l by lra.
  apply sum_abs. intros j Hj. apply Hsample; assumption.
Qed.
Notation xi k o i := (sample (index k o) (w k o) i - average (w k o) i).
Notation noise j k o i := (sample j (w k o) i - average (w k o) i).
Lemma past_noise j k i : (j < N)%nat -> (i < n)%nat -> past k (fun o => noise j k o i).
Proof.
  intros Hj Hi. replace (fun o => noise j k o i) with (fun o => sample j (w k o) i + -1 * average (w k o) i)
    by (apply functional_extensionality; intros; ring).
  apply (past_plus k (fun o => sample j (w k o) i)); [apply known_sample; assumption|].
  apply (past_mult k (fun _ => -1)); [apply past_const|]. unfold average.
  apply (past_mult k (fun _ => / INR N)); [apply past_const|].
  apply (past_sum k N (fun j o => sample j (w k o) i)). intros j' Hj'. apply known_sample; assumption.
Qed.
Lemma noise_bounded j k o i : (j < N)%nat -> (i < n)%nat -> Rabs (noise j k o i) <= 2 * G.
Proof.
  intros Hj Hi. assert (A := Hsample j (w k o) i Hj Hi). assert (B := average_bounded (w k o) i Hi).
  apply Rabs_le_between in A. apply Rabs_le_between in B. apply Rabs_le. lra.
Qed.

Theorem theorem_1 : almost (fun o => exists level Y,
  (forall i, (i < n)%nat -> (level i < length (levels i))%nat) /\ (forall k, within n Y (w k o)) /\
  (exists K, forall i k, (i < n)%nat -> (K <= k)%nat -> inside (levels i) (level i) (w k o i)) /\
  is_lim_seq (fun k => d2 n (lo level) (hi level) (w k o)) 0 /\ ex_finite_lim_seq (fun k => l (w k o)) /\
  forall eta, 0 < eta -> exists K, forall k, (K <= k)%nat ->
    exists y, stationary n (lo level) (hi level) average y /\ norm2 n (fun i => w k o i - y i) < eta).
Proof.
  assert (P := N_pos).
  apply (theorem_6_almost_surely n levels eps alpha clip mu kind Hq Halpha Hclip Heps Hmu l average (Rabs G) 0)
    with (gamma := gamma) (E := E) (past := past) (xi := fun k o i => xi k o i) (sigma2 := INR n * (2 * Rabs G) ^ 2); auto.
  - split; [exact Hgrad|split; [exact Hlip|]]. split; [apply Rabs_pos|split; [lra|]]. intros x m _ _ i Hi.
    rewrite Rmult_0_l, Rplus_0_r. eapply Rle_trans; [apply average_bounded, Hi | apply Rle_abs].
  - intros k o i. rewrite Hw. do 2 f_equal. f_equal. ring.
  - intros k. set (h := fun j o => norm2 n (fun i => noise j k o i) * / (1 + norm2 n (w k o))).
    assert (Size : forall j o, (j < N)%nat -> 0 <= h j o <= INR n * (2 * Rabs G) ^ 2).
    { intros j o Hj. assert (W := norm2_pos n (w k o)). assert (X := norm2_pos n (fun i => noise j k o i)).
      assert (I : 0 < / (1 + norm2 n (w k o)) <= 1).
      { split; [apply Rinv_0_lt_compat; lra|]. rewrite <- Rinv_1. apply Rinv_le_contravar; lra. }
      assert (B : norm2 n (fun i => noise j k o i) <= INR n * (2 * Rabs G) ^ 2).
      { unfold norm2. rewrite <- sum_const. apply sum_le. intros i Hi. rewrite <- pow2_abs. apply pow_incr.
        split; [apply Rabs_pos|]. eapply Rle_trans; [apply noise_bounded; assumption|]. assert (A := Rle_abs G). lra. }
      unfold h. split; [apply Rmult_le_pos; lra|]. rewrite <- (Rmult_1_r (INR n * _)). apply Rmult_le_compat; lra. }
    destruct (uniform k h) as (_ & I & M).
    + intros j Hj. split.
      * unfold h. apply (past_mult k (fun o => norm2 n (fun i => noise j k o i))); [|apply known_size].
        apply (past_sum k n (fun i o => noise j k o i ^ 2)). intros i Hi. simpl.
        apply (past_mult k (fun o => noise j k o i)); [apply past_noise; assumption|].
        apply (past_mult k (fun o => noise j k o i)); [apply past_noise; assumption | apply past_const].
      * exists (INR n * (2 * Rabs G) ^ 2). intros o. specialize (Size j o Hj). rewrite Rabs_pos_eq; lra.
    + unfold h in I, M. split; [exact I|]. rewrite <- (mean_const E (INR n * (2 * Rabs G) ^ 2)).
      apply mean_le; [exact I | apply integrable_const|]. intros o. apply (Size (index k o) o), Hindex.
  - intros k f Hf D. set (h := fun j o => sum n (fun i => noise j k o i * f i o)).
    assert (Ph : forall j, (j < N)%nat -> past k (h j) /\ bounded_variable Omega (h j)).
    { intros j Hj. split.
      - apply (past_sum k n (fun i o => noise j k o i * f i o)). intros i Hi. destruct (Hf i Hi) as (F & _ & _).
        apply past_mult; [apply past_noise; assumption | exact F].
      - assert (B : exists c, 0 <= c /\ forall i o, (i < n)%nat -> Rabs (f i o) <= c).
        { assert (All : forall m, (m <= n)%nat -> exists c, 0 <= c /\ forall i o, (i < m)%nat -> Rabs (f i o) <= c).
          { induction m as [|m IH]; intros Hm; [exists 0; split; [lra | intros; lia]|].
            destruct IH as (c & c0 & C); [lia|]. destruct (Hf m ltac:(lia)) as (_ & (b & B) & _).
            exists (Rmax c b). assert (X := Rmax_l c b). assert (Y := Rmax_r c b). split; [lra|]. intros i o Hi.
            destruct (Nat.eq_dec i m) as [->|Ne]; [specialize (B o); lra|]. specialize (C i o ltac:(lia)). lra. }
          apply (All n (Nat.le_refl n)). }
        destruct B as (c & c0 & C). exists (INR n * (2 * Rabs G * c)). intros o. apply sum_abs. intros i Hi.
        rewrite Rabs_mult. apply Rmult_le_compat; try apply Rabs_pos; [|apply C, Hi].
        eapply Rle_trans; [apply noise_bounded; assumption|]. assert (A := Rle_abs G). lra. }
    destruct (uniform k h Ph) as (Pp & I & M).
    destruct (uniform k (fun j o => h j o * h j o)) as (_ & I2 & _).
    { intros j Hj. destruct (Ph j Hj) as [A [b B]]. split; [apply past_mult; exact A|]. exists (b * b). intros o.
      rewrite Rabs_mult. specialize (B o). apply Rmult_le_compat; try apply Rabs_pos; exact B. }
    split; [exact Pp|split].
    + replace (fun o => D o ^ 2) with (fun o => h (index k o) o * h (index k o) o); [exact I2|].
      apply functional_extensionality. intros o. unfold D, h. ring.
    + change (mean E (fun o => h (index k o) o) = 0). rewrite M.
      assert (Ih : forall j, (j < N)%nat -> integrable E (h j)).
      { intros j Hj. destruct (uniform k (fun _ => h j)) as (_ & Ij & _); [intros; apply Ph, Hj | exact Ij]. }
      destruct (mean_sum E N (fun _ => 1) h Ih) as [_ S].
      replace (fun o => sum N (fun j => 1 * h j o)) with (fun _ : Omega => 0) in S.
      * rewrite mean_const in S. rewrite (sum_ext N _ (fun j => 1 * mean E (h j))) by (intros; ring). rewrite <- S. ring.
      * apply functional_extensionality. intros o. symmetry. unfold h.
        rewrite (sum_ext N _ (fun j => sum n (fun i => noise j k o i * f i o))) by (intros; ring).
        rewrite sum_swap. rewrite (sum_ext n _ (fun _ => 0)); [rewrite sum_const; ring|]. intros i Hi.
        rewrite (sum_ext N _ (fun j => f i o * sample j (w k o) i + - (f i o * average (w k o) i))) by (intros; ring).
        rewrite sum_plus, sum_scal, sum_const. unfold average. field. lra.
Qed.
End Sampling.
