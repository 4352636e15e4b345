(* The notes' Theorem 2, without its minus: three forms of the constrained gradient flow are equivalent.
   x is a continuous curve in R^n with right derivatives r that are continuous from the right, as a piecewise
   continuous derivative has them. C = {g >= 0} with finitely many constraints, continuous gradients, MFCQ
   at every point, and a continuous gradient df of the loss. (i) is used at any set of times that has
   members right after every time, as the complement of a null set has, and follows at every time. *)
From Coq Require Import Reals Lra Psatz Arith Lia ClassicalChoice FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import sums smooth sequences linear calculus notes_lemma_3.
Open Scope R_scope.

(* ---- a continuous function with non-negative right derivatives does not fall ---- *)
Definition right_derivative (f : R -> R) t d := forall e, 0 < e -> exists s, 0 < s /\ forall h, 0 < h < s ->
  Rabs ((f (t + h) - f t) / h - d) < e.

Lemma last_time (P : R -> Prop) a b : a <= b -> P a -> exists s, a <= s <= b /\
  (forall t, s < t <= b -> ~ P t) /\ forall d, 0 < d -> exists t, s - d < t <= s /\ a <= t /\ P t.
Proof.
  intros AB Pa. destruct (completeness (fun t => a <= t <= b /\ P t)) as [s [Up Least]].
  - exists b. intros t [Ht _]. lra.
  - exists a. split; [lra | exact Pa].
  - exists s. assert (A : a <= s) by (apply Up; split; [lra | exact Pa]).
    assert (B : s <= b) by (apply Least; intros t [Ht _]; lra).
    split; [lra|split].
    + intros t Ht Pt. assert (t <= s) by (apply Up; split; [lra | exact Pt]). lra.
    + intros d Hd. apply Classical_Prop.NNPP. intros N. assert (s <= s - d); [|lra].
      apply Least. intros t [Ht Pt]. apply Rnot_lt_le. intros L. apply N. exists t.
      assert (t <= s) by (apply Up; auto). split; [lra|split; [lra | exact Pt]].
Qed.

Lemma rises (f r : R -> R) a b : a <= b -> (forall t, a <= t <= b -> continuity_pt f t) ->
  (forall t, a <= t < b -> right_derivative f t (r t) /\ 0 <= r t) -> f a <= f b.
Proof.
  intros AB Co D. apply le_epsilon. intros e He.
  set (e' := e / (b - a + 1)). assert (e0 : 0 < e') by (apply Rdiv_lt_0_compat; lra).
  assert (ee : e' * (b - a) <= e) by (assert (e' * (b - a + 1) = e) by (unfold e'; field; lra); nra).
  set (P := fun t => f a - e' * (t - a) <= f t).
  destruct (last_time P a b AB) as (s & Hs & Last & Near); [unfold P; lra|].
  assert (Ps : P s).
  { unfold P. apply le_epsilon. intros q Hq. destruct (Co s Hs (q / 2) ltac:(lra)) as (d & d0 & Hd).
    destruct (Near (Rmin d (q / (2 * e')))) as (t & Ht & At & Pt).
    { apply Rmin_glb_lt; [exact d0 | apply Rdiv_lt_0_compat; lra]. }
    assert (M1 := Rmin_l d (q / (2 * e'))). assert (M2 := Rmin_r d (q / (2 * e'))).
    assert (W : e' * (s - t) <= q / 2).
    { apply Rle_trans with (e' * (q / (2 * e'))); [apply Rmult_le_compat_l; lra | right; field; lra]. }
    unfold P in Pt. assert (F : Rabs (f t - f s) < q / 2).
    { destruct (Req_dec t s) as [->|N]; [rewrite Rminus_diag_eq, Rabs_R0 by reflexivity; lra|].
      apply (Hd t). split; [split; [exact I | auto]|]. simpl. unfold R_dist. rewrite Rabs_left1; lra. }
    apply Rabs_def2 in F. assert (0 <= e' * (s - t)) by (apply Rmult_le_pos; lra). lra. }
  destruct (Req_dec s b) as [->|N]; [unfold P in Ps; lra|]. exfalso.
  destruct (D s ltac:(lra)) as [Ds rs]. destruct (Ds e' e0) as (d & d0 & Hd).
  set (h := Rmin (d / 2) (b - s)). assert (h1 := Rmin_l (d / 2) (b - s)). assert (h2 := Rmin_r (d / 2) (b - s)).
  fold h in h1, h2. assert (h0 : 0 < h) by (apply Rmin_glb_lt; lra).
  specialize (Hd h ltac:(lra)). apply Rabs_def2 in Hd.
  apply (Last (s + h)); [lra|]. unfold P in Ps |- *.
  assert (Q : - e' * h <= f (s + h) - f s).
  { replace (f (s + h) - f s) with ((f (s + h) - f s) / h * h) by (field; lra). apply Rmult_le_compat_r; lra. }
  lra.
Qed.

Section Flow.
Variables (n m : nat) (g : nat -> (nat -> R) -> R) (a : nat -> (nat -> R) -> nat -> R) (df : (nat -> R) -> nat -> R).
Variable alpha : R.
Hypothesis Ha : 0 < alpha.
Hypothesis Hg : forall j, (j < m)%nat -> C1 n (g j) (a j).
Hypothesis Hdf : continuous_gradient n df.
Hypothesis mfcq : forall x, exists u, qualified n m g x (fun j => a j x) u.
Notation C := (feasible m g).
Definition in_V x v := forall j, active m g x j -> 0 <= dot n (a j x) v + alpha * g j x.

Variables (x r : R -> nat -> R).
Hypothesis Hcont : forall t i, (i < n)%nat -> continuity_pt (fun s => x s i) t.
Hypothesis Hright : forall t i, 0 <= t -> (i < n)%nat -> right_derivative (fun s => x s i) t (r t i).
Hypothesis Hr : forall t i e, 0 <= t -> (i < n)%nat -> 0 < e -> exists d, 0 < d /\ forall s, t < s < t + d -> Rabs (r s i - r t i) < e.
Definition differentiable t := forall i, (i < n)%nat -> is_derive (fun s => x s i) t (r t i).
Notation push t := (fun i => r t i + df (x t) i).

(* (i): x is in C, and x' = - grad f + R with - R in the normal cone, the polar of the tangents *)
Definition form_1 t := C (x t) /\ forall d, tangent n C (x t) d -> 0 <= dot n (push t) d.
(* (ii): the right derivative is - grad f + R with - R in the normal cone of V at it *)
Definition form_2 t := in_V (x t) (r t) /\ forall y, in_V (x t) y -> 0 <= dot n (push t) (fun i => y i - r t i).
(* (iii): the right derivative is the point of V that is nearest to - grad f *)
Definition form_3 t := in_V (x t) (r t) /\ forall y, in_V (x t) y ->
  norm2 n (push t) <= norm2 n (fun i => y i + df (x t) i).

Theorem second_third t : form_2 t <-> form_3 t.
Proof.
  assert (E : forall y, norm2 n (fun i => y i + df (x t) i) = norm2 n (push t) +
    2 * dot n (push t) (fun i => y i - r t i) + norm2 n (fun i => y i - r t i)).
  { intros y. unfold norm2, dot. rewrite <- sum_scal, <- !sum_plus. apply sum_ext; intros; ring. }
  split; intros [V H]; split; auto.
  - intros y Y. rewrite (E y). assert (N := norm2_pos n (fun i => y i - r t i)). specialize (H y Y). lra.
  - intros y Y. assert (P := nearest_variational n (in_V (x t)) (fun i => - df (x t) i) (r t) V).
    assert (F : forall z, norm2 n (fun i => z i - - df (x t) i) = norm2 n (fun i => z i + df (x t) i)).
    { intros z. unfold norm2. apply sum_ext; intros; ring. }
    assert (M : forall z, in_V (x t) z -> norm2 n (fun i => r t i - - df (x t) i) <= norm2 n (fun i => z i - - df (x t) i)).
    { intros z Z. rewrite !F. apply H, Z. }
    specialize (P M (fun i => y i - r t i)).
    replace (dot n (push t) (fun i => y i - r t i)) with (dot n (fun i => r t i - - df (x t) i) (fun i => y i - r t i))
      by (unfold dot; apply sum_ext; intros; ring).
    apply P. exists 1. split; [lra|]. intros s Hs j Hj. specialize (V j Hj). specialize (Y j Hj).
    assert (D : dot n (a j (x t)) (fun i => r t i + s * (y i - r t i)) =
      (1 - s) * dot n (a j (x t)) (r t) + s * dot n (a j (x t)) y).
    { unfold dot. rewrite <- !sum_scal, <- sum_plus. apply sum_ext; intros; ring. }
    rewrite D. nra.
Qed.

(* the curve along a sequence of times *)
Lemma along T (t : R) : is_lim_seq T t -> tends n (fun k => x (T k)) (x t).
Proof.
  intros H i Hi. apply (is_lim_seq_continuous (fun s => x s i) T t); [apply Hcont, Hi | exact H].
Qed.
Lemma value_at j y : (j < m)%nat -> continuous_at n (g j) y.
Proof. intros Hj. eapply differentiable_continuous, expansion, Hg, Hj. Qed.
(* a constraint along the curve is continuous, and has the right derivative <grad g, r> *)
Lemma value_continuous j t : (j < m)%nat -> continuity_pt (fun s => g j (x s)) t.
Proof.
  intros Hj. apply continuity_pt_filterlim. apply filterlim_locally. intros e.
    apply Classical_Prop.NNPP. intros N.
  assert (Bad : forall k : nat, exists s, Rabs (s - t) < / (INR k + 1) /\ e <= Rabs (g j (x s) - g j (x t))).
  { intros k. apply Classical_Prop.NNPP. intros M. apply N.
    assert (P : 0 < / (INR k + 1)) by (apply Rinv_0_lt_compat; assert (B := pos_INR k); lra).
    exists (mkposreal _ P). intros s Hs. apply Rnot_le_lt. intros L. apply M. exists s. split; [exact Hs | exact L]. }
  apply choice in Bad. destruct Bad as [T HT].
  assert (Lt : is_lim_seq T t).
  { apply is_lim_seq_ext with (fun k => (T k - t) + t); [intros; ring|].
    replace (Finite t) with (Finite (0 + t)) by (f_equal; ring). apply is_lim_seq_plus'; [|apply is_lim_seq_const].
    apply lim_zero_dominated with (v := fun k => / (INR k + 1)) (K := O); [apply lim_inv|].
    intros k _. apply Rlt_le, HT. }
  assert (L := tends_value n (g j) _ _ (value_at j _ Hj) (along T t Lt)). apply is_lim_seq_spec in L.
  destruct (L e) as [K HK]. specialize (HK K (Nat.le_refl K)). simpl in HK. destruct (HT K) as [_ B]. lra.
Qed.

(* difference quotients along times that tend to t *)
Lemma quotient_at j t (H : nat -> R) : (j < m)%nat -> (forall k, H k <> 0) -> is_lim_seq H 0 ->
  (forall i, (i < n)%nat -> is_lim_seq (fun k => (x (t + H k) i - x t i) / H k) (r t i)) ->
  is_lim_seq (fun k => (g j (x (t + H k)) - g j (x t)) / H k) (dot n (a j (x t)) (r t)).
Proof.
  intros Hj H0 Hz Q. set (q := fun k i => (x (t + H k) i - x t i) / H k).
  assert (D : is_lim_seq (fun k => dot n (a j (x t)) (q k)) (dot n (a j (x t)) (r t))).
  { apply tends_dot; [intros i Hi; apply is_lim_seq_const | exact Q]. }
  assert (Nq : is_lim_seq (fun k => norm2 n (q k)) (norm2 n (r t))).
  { apply (lim_sum n (fun k i => q k i ^ 2) (fun i => r t i ^ 2)). intros i Hi. apply lim_square, Q, Hi. }
  set (b := sqrt (norm2 n (r t)) + 1). assert (S0 := sqrt_pos (norm2 n (r t))).
  assert (S2 := pow2_sqrt _ (norm2_pos n (r t))).
  assert (b0 : 0 < b) by (unfold b; lra).
  assert (b2 : norm2 n (r t) + 1 <= b ^ 2).
  { assert (X : b ^ 2 = sqrt (norm2 n (r t)) ^ 2 + 2 * sqrt (norm2 n (r t)) + 1) by (unfold b; ring). lra. }
  assert (Bound : exists K, forall k, (K <= k)%nat -> norm2 n (q k) <= b ^ 2).
  { apply is_lim_seq_spec in Nq. destruct (Nq (mkposreal 1 Rlt_0_1)) as [K HK]. exists K. intros k Hk.
    specialize (HK k Hk). simpl in HK. apply Rabs_def2 in HK. lra. }
  destruct Bound as [K1 B1].
  assert (Err : is_lim_seq (fun k => (g j (x (t + H k)) - g j (x t)) / H k - dot n (a j (x t)) (q k)) 0).
  { apply lim_zero_intro. intros e He.
    destruct (expansion n (g j) (a j) (x t) (Hg j Hj) (e / (2 * b))) as (d & d0 & E); [apply Rdiv_lt_0_compat; lra|].
    destruct (lim_zero_below _ Hz (d / b)) as [K2 B2]; [apply Rdiv_lt_0_compat; assumption|].
    exists (K1 + K2)%nat. intros k Hk. specialize (B1 k ltac:(lia)). specialize (B2 k ltac:(lia)). specialize (H0 k).
    set (h := H k) in *. assert (p0 := Rabs_pos_lt h H0). set (p := Rabs h) in *.
    assert (p2 : p ^ 2 = h ^ 2) by apply pow2_abs.
    assert (hb : p * b <= d). { apply Rle_trans with (d / b * b); [apply Rmult_le_compat_r; lra | right; field; lra]. }
    assert (Step : forall i, x (t + h) i - x t i = h * q k i) by (intros i; unfold q; fold h; field; exact H0).
    assert (N : norm2 n (fun i => x (t + h) i - x t i) <= (p * b) ^ 2).
    { replace (norm2 n (fun i => x (t + h) i - x t i)) with (h ^ 2 * norm2 n (q k)).
      - rewrite Rpow_mult_distr, p2. apply Rmult_le_compat_l; [apply pow2_ge_0 | exact B1].
      - unfold norm2. rewrite <- sum_scal. apply sum_ext. intros i _. rewrite Step. ring. }
    assert (hb0 : 0 <= p * b) by (apply Rmult_le_pos; lra).
    specialize (E (x (t + h)) (p * b) (conj hb0 hb) N).
    replace (dot n (a j (x t)) (fun i => x (t + h) i - x t i)) with (h * dot n (a j (x t)) (q k)) in E.
    2:{ unfold dot. rewrite <- sum_scal. apply sum_ext. intros i _. rewrite Step. ring. }
    replace ((g j (x (t + h)) - g j (x t)) / h - dot n (a j (x t)) (q k)) with
      ((g j (x (t + h)) - g j (x t) - h * dot n (a j (x t)) (q k)) * / h) by (field; exact H0).
    rewrite Rabs_mult, Rabs_inv. fold p.
    apply Rle_lt_trans with (e / (2 * b) * (p * b) * / p); [apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat, p0 | exact E]|].
    replace (e / (2 * b) * (p * b) * / p) with (e / 2) by (field; lra). lra. }
  apply is_lim_seq_ext with (fun k => ((g j (x (t + H k)) - g j (x t)) / H k - dot n (a j (x t)) (q k)) + dot n (a j (x t)) (q k)); [intros; ring|].
  replace (Finite (dot n (a j (x t)) (r t))) with (Finite (0 + dot n (a j (x t)) (r t))) by (f_equal; ring).
  apply is_lim_seq_plus'; assumption.
Qed.

(* the same for right derivatives in the sense of epsilon and delta *)
Lemma right_sequence f t d (H : nat -> R) : right_derivative f t d -> (forall k, 0 < H k) -> is_lim_seq H 0 ->
  is_lim_seq (fun k => (f (t + H k) - f t) / H k) d.
Proof.
  intros D H0 Hz. apply is_lim_seq_spec. intros [e He]. destruct (D e He) as (s & s0 & Hs).
  destruct (lim_zero_below _ Hz s s0) as [K HK]. exists K. intros k Hk. simpl. apply Hs.
  specialize (HK k Hk). apply Rabs_def2 in HK. specialize (H0 k). lra.
Qed.
Lemma value_right j t : (j < m)%nat -> 0 <= t -> right_derivative (fun s => g j (x s)) t (dot n (a j (x t)) (r t)).
Proof.
  intros Hj Ht e He. apply Classical_Prop.NNPP. intros N.
  assert (Bad : forall k : nat, exists h, (0 < h < / (INR k + 1)) /\
    e <= Rabs ((g j (x (t + h)) - g j (x t)) / h - dot n (a j (x t)) (r t))).
  { intros k. apply Classical_Prop.NNPP. intros M. apply N.
    assert (P : 0 < / (INR k + 1)) by (apply Rinv_0_lt_compat; assert (B := pos_INR k); lra).
    exists (/ (INR k + 1)). split; [exact P|]. intros h Hh. apply Rnot_le_lt. intros L. apply M. exists h. split; assumption. }
  apply choice in Bad. destruct Bad as [H HH].
  assert (H0 : forall k, 0 < H k) by (intros k; apply HH).
  assert (Hz : is_lim_seq H 0).
  { apply lim_zero_dominated with (v := fun k => / (INR k + 1)) (K := O); [apply lim_inv|].
    intros k _. destruct (HH k) as [B _]. rewrite Rabs_pos_eq; lra. }
  assert (L := quotient_at j t H Hj (fun k => Rgt_not_eq _ _ (H0 k)) Hz ltac:(intros i Hi; apply (right_sequence (fun s => x s i)); auto)).
  apply is_lim_seq_spec in L. destruct (L (mkposreal e He)) as [K HK]. specialize (HK K (Nat.le_refl K)). simpl in HK.
  destruct (HH K) as [_ B]. lra.
Qed.

(* where <grad g, x'> > 0 and g = 0, g is negative shortly before *)
Lemma left_quotient j t : (j < m)%nat -> 0 < t -> differentiable t -> g j (x t) = 0 -> 0 < dot n (a j (x t)) (r t) ->
  exists h, 0 < h < t /\ g j (x (t - h)) < 0.
Proof.
  intros Hj Ht D Z P. apply Classical_Prop.NNPP. intros No. set (H := fun k : nat => - (t / 2 * / (INR k + 1))).
  assert (Hb : forall k, - t < H k < 0).
  { intros k. assert (B := pos_INR k). assert (I0 : 0 < / (INR k + 1)) by (apply Rinv_0_lt_compat; lra).
    assert (I1 : / (INR k + 1) <= 1) by (rewrite <- Rinv_1; apply Rinv_le_contravar; lra). unfold H. nra. }
  assert (Hz : is_lim_seq H 0).
  { replace (Finite 0) with (Finite (- (t / 2 * 0))) by (f_equal; ring). apply (is_lim_seq_opp _ (Finite (t / 2 * 0))).
    apply (is_lim_seq_scal_l _ (t / 2) (Finite 0)), lim_inv. }
  assert (L := quotient_at j t H Hj (fun k => Rlt_not_eq _ _ (proj2 (Hb k))) Hz).
  assert (B : Rbar_le (dot n (a j (x t)) (r t)) 0); [|simpl in B; lra].
  apply (is_lim_seq_le (fun k => (g j (x (t + H k)) - g j (x t)) / H k) (fun _ => 0)); [|apply L|apply is_lim_seq_const].
  - intros k. rewrite Z. destruct (Hb k) as [B1 B2]. assert (N : 0 <= g j (x (t + H k))).
    { apply Rnot_lt_le. intros N. apply No. exists (- H k). split; [lra|]. replace (t - - H k) with (t + H k) by ring. exact N. }
    assert (Q : / H k < 0) by (apply Rinv_lt_0_compat, B2). unfold Rdiv. nra.
  - intros i Hi. specialize (D i Hi). apply is_derive_Reals in D. apply is_lim_seq_spec. intros [e He].
    destruct (D e He) as [d Hd']. destruct (lim_zero_below _ Hz d (cond_pos d)) as [K HK]. exists K. intros k Hk. simpl.
    apply Hd'; [apply Rlt_not_eq, Hb|]. exact (HK k Hk).
Qed.

(* the curve never leaves C if its right derivatives are in V *)
Lemma never_leaves : C (x 0) -> (forall t, 0 <= t -> in_V (x t) (r t)) -> forall t, 0 <= t -> C (x t).
Proof.
  intros C0 V t Ht j Hj. apply Rnot_lt_le. intros N.
  destruct (last_time (fun s => 0 <= g j (x s)) 0 t Ht (C0 j Hj)) as (s & Hs & Last & Near).
  assert (Ps : 0 <= g j (x s)).
  { apply Rnot_lt_le. intros Q. destruct (value_continuous j s Hj (- g j (x s)) ltac:(lra)) as (d & d0 & Hd').
    destruct (Near d d0) as (p & Hp & _ & Pp). destruct (Req_dec p s) as [->|E]; [lra|].
    assert (F : Rabs (g j (x p) - g j (x s)) < - g j (x s)).
    { apply (Hd' p). split; [split; [exact I | auto]|]. simpl. unfold R_dist. rewrite Rabs_left1; lra. }
    apply Rabs_def2 in F. lra. }
  destruct (Req_dec s t) as [->|E]; [lra|].
  assert (Zs : g j (x s) <= 0).
  { apply le_epsilon. intros q Hq. destruct (value_continuous j s Hj q Hq) as (d & d0 & Hd').
    set (p := Rmin (s + d / 2) t). assert (p1 := Rmin_l (s + d / 2) t). assert (p2 := Rmin_r (s + d / 2) t). fold p in p1, p2.
    assert (p0 : s < p) by (apply Rmin_glb_lt; lra).
    assert (F : Rabs (g j (x p) - g j (x s)) < q).
    { apply (Hd' p). split; [split; [exact I | lra]|]. simpl. unfold R_dist. rewrite Rabs_pos_eq; lra. }
    apply Rabs_def2 in F. assert (G := Last p ltac:(lra)). lra. }
  assert (R : g j (x s) <= g j (x t)).
  { apply (rises (fun p => g j (x p)) (fun p => dot n (a j (x p)) (r p))); [lra | intros; apply value_continuous, Hj |].
    intros p Hp. split; [apply value_right; [exact Hj | lra]|].
    assert (Np : g j (x p) <= 0).
    { destruct (Req_dec p s) as [->|D]; [exact Zs|]. assert (G := Last p ltac:(lra)). lra. }
    specialize (V p ltac:(lra) j (conj Hj Np)). nra. }
  lra.
Qed.

Theorem second_first : C (x 0) -> (forall t, 0 <= t -> form_2 t) -> forall t, 0 <= t -> form_1 t.
Proof.
  intros C0 F t Ht. assert (Ct : C (x t)) by (apply never_leaves; auto; intros; apply F; assumption).
  split; [exact Ct|]. intros d T. destruct (F t Ht) as [V H].
  assert (A := tangent_allowed n m g (x t) (fun j => a j (x t)) (smooth_at n m g (x t) a Hg) d Ct T).
  specialize (H (fun i => r t i + d i)).
  assert (Y : in_V (x t) (fun i => r t i + d i)).
  { intros j Hj. rewrite dot_plus. specialize (V j Hj). specialize (A j Hj). lra. }
  specialize (H Y). rewrite (dot_ext n (push t) _ d) in H; [exact H|]. intros; ring.
Qed.

(* D: times at which (i) holds, and x is differentiable, right after every time *)
Theorem first_second (D : R -> Prop) : (forall t d, 0 <= t -> 0 < d -> exists s, t < s < t + d /\ D s) ->
  (forall t, 0 < t -> D t -> differentiable t /\ form_1 t) -> forall t, 0 <= t -> form_2 t.
Proof.
  intros Dense F1.
  (* x is in C at all times *)
  assert (After : forall t, 0 <= t -> exists T, (forall k, t < T k /\ D (T k)) /\ is_lim_seq T t).
  { intros t Ht. destruct (choice (fun (k : nat) s => (t < s < t + / (INR k + 1)) /\ D s)) as [T HT].
    { intros k. apply Dense; [exact Ht|]. apply Rinv_0_lt_compat. assert (B := pos_INR k). lra. }
    exists T. split; [intros k; destruct (HT k); split; [lra | assumption]|].
    apply is_lim_seq_ext with (fun k => (T k - t) + t); [intros; ring|].
    replace (Finite t) with (Finite (0 + t)) by (f_equal; ring). apply is_lim_seq_plus'; [|apply is_lim_seq_const].
    apply lim_zero_dominated with (v := fun k => / (INR k + 1)) (K := O); [apply lim_inv|].
    intros k _. destruct (HT k) as [B _]. rewrite Rabs_pos_eq; lra. }
  assert (InC : forall t, 0 <= t -> C (x t)).
  { intros t Ht j Hj. destruct (After t Ht) as (T & HT & L).
    assert (G := tends_value n (g j) _ _ (value_at j _ Hj) (along T t L)).
    apply (is_lim_seq_le (fun _ => 0) (fun k => g j (x (T k))) 0 (g j (x t))); [|apply is_lim_seq_const | exact G].
    intros k. destruct (HT k) as [K1 K2]. destruct (F1 (T k) ltac:(lra) K2) as [_ [Ck _]]. apply Ck, Hj. }
  (* at every time the right derivative is in V *)
  assert (InV : forall t, 0 <= t -> forall j, active m g (x t) j -> 0 <= dot n (a j (x t)) (r t)).
  { intros t Ht j [Hj A]. assert (Z : g j (x t) = 0) by (assert (P := InC t Ht j Hj); lra).
    apply le_epsilon. intros e He. destruct (value_right j t Hj Ht e He) as (s & s0 & Hs).
    specialize (Hs (s / 2) ltac:(lra)). apply Rabs_def2 in Hs. rewrite Z in Hs.
    assert (P := InC (t + s / 2) ltac:(lra) j Hj).
    assert (Q : 0 <= (g j (x (t + s / 2)) - 0) / (s / 2)) by (apply Rmult_le_pos; [lra | apply Rlt_le, Rinv_0_lt_compat; lra]).
    lra. }
  (* at the times of D *)
  assert (At : forall t, 0 < t -> D t -> forall y, in_V (x t) y -> 0 <= dot n (push t) (fun i => y i - r t i)).
  { intros t Ht Dt y Y. destruct (F1 t Ht Dt) as [Df [Ct N]]. apply N.
    destruct (mfcq (x t)) as [u U]. apply (tangent_cone n m g (x t) (fun j => a j (x t)) (smooth_at n m g (x t) a Hg) u Ct U). intros j [Hj A].
    assert (Z : g j (x t) = 0) by (specialize (Ct j Hj); lra).
    assert (Up : dot n (a j (x t)) (r t) <= 0).
    { apply Rnot_lt_le. intros No. destruct (left_quotient j t Hj Ht Df Z No) as (h & Hh & Neg).
      assert (P := InC (t - h) ltac:(lra) j Hj). lra. }
    specialize (Y j (conj Hj A)). rewrite Z in Y.
    assert (E : dot n (a j (x t)) (fun i => y i - r t i) = dot n (a j (x t)) y - dot n (a j (x t)) (r t)).
    { unfold Rminus. rewrite dot_plus. f_equal. unfold dot. rewrite <- sum_opp. apply sum_ext; intros; ring. }
    rewrite E. lra. }
  intros t Ht. split.
  - intros j Aj. assert (P := InV t Ht j Aj). destruct Aj as [Hj A]. assert (Q := InC t Ht j Hj).
    assert (Z : g j (x t) = 0) by lra. rewrite Z. lra.
  - intros y Y. destruct (mfcq (x t)) as [u U]. destruct (After t Ht) as (T & HT & L).
    (* y + e u is in V at the times after t *)
    assert (Each : forall e, 0 < e -> 0 <= dot n (push t) (fun i => y i + e * u i - r t i)).
    { intros e He. set (z := fun i => y i + e * u i).
      assert (Ev : exists K, forall k, (K <= k)%nat -> in_V (x (T k)) z).
      { assert (Ej : forall j, (j < m)%nat -> exists K, forall k, (K <= k)%nat -> active m g (x (T k)) j ->
          0 <= dot n (a j (x (T k))) z + alpha * g j (x (T k))).
        { intros j Hj. assert (Gv := tends_value n (g j) _ _ (value_at j _ Hj) (along T t L)).
          destruct (Rle_dec (g j (x t)) 0) as [A|A].
          - assert (Ga := tends_gradient n (a j) _ _ (proj2 (Hg j Hj)) (along T t L)).
            assert (Lim : is_lim_seq (fun k => dot n (a j (x (T k))) z + alpha * g j (x (T k)))
              (dot n (a j (x t)) z + alpha * g j (x t))).
            { apply is_lim_seq_plus'; [apply tends_dot; [exact Ga | intros i Hi; apply is_lim_seq_const]|].
              apply is_lim_seq_mult'; [apply is_lim_seq_const | exact Gv]. }
            assert (P : 0 < dot n (a j (x t)) z + alpha * g j (x t)).
            { unfold z. rewrite dot_plus, dot_scal. specialize (Y j (conj Hj A)). specialize (U j (conj Hj A)).
              assert (0 < e * dot n (a j (x t)) u) by (apply Rmult_lt_0_compat; assumption). lra. }
            apply is_lim_seq_spec in Lim. destruct (Lim (mkposreal _ P)) as [K HK]. exists K. intros k Hk _.
            specialize (HK k Hk). simpl in HK. apply Rabs_def2 in HK. lra.
          - assert (P : 0 < g j (x t)) by lra. apply is_lim_seq_spec in Gv. destruct (Gv (mkposreal _ P)) as [K HK].
            exists K. intros k Hk [_ B]. specialize (HK k Hk). simpl in HK. apply Rabs_def2 in HK. lra. }
        destruct (eventually_all m (fun j k => active m g (x (T k)) j ->
          0 <= dot n (a j (x (T k))) z + alpha * g j (x (T k)))) as [K HK]; [exact Ej|].
        exists K. intros k Hk j Aj. apply (HK j k (proj1 Aj) Hk Aj). }
      destruct Ev as [K HK].
      assert (Lr : tends n (fun k => r (T k)) (r t)).
      { intros i Hi. apply is_lim_seq_spec. intros [q Hq]. destruct (Hr t i q Ht Hi Hq) as (d & d0 & Dd).
        apply is_lim_seq_spec in L. destruct (L (mkposreal d d0)) as [K' HK']. exists K'. intros k Hk. simpl.
        specialize (HK' k Hk). simpl in HK'. destruct (HT k) as [T1 _]. apply Dd. apply Rabs_def2 in HK'. lra. }
      assert (Ld := tends_gradient n df _ _ Hdf (along T t L)).
      assert (Lim : is_lim_seq (fun k => dot n (push (T k)) (fun i => z i - r (T k) i)) (dot n (push t) (fun i => z i - r t i))).
      { apply (tends_dot n (fun k => push (T k)) (fun k i => z i - r (T k) i)); intros i Hi.
        - apply is_lim_seq_plus'; [apply Lr | apply Ld]; exact Hi.
        - apply is_lim_seq_minus'; [apply is_lim_seq_const | apply Lr, Hi]. }
      assert (B : Rbar_le 0 (dot n (push t) (fun i => z i - r t i))).
      { apply (is_lim_seq_le_loc (fun _ => 0) (fun k => dot n (push (T k)) (fun i => z i - r (T k) i)));
          [|apply is_lim_seq_const | exact Lim].
        exists K. intros k Hk. destruct (HT k) as [K1 K2]. apply At; [lra | exact K2 | apply HK, Hk]. }
      exact B. }
    apply le_epsilon. intros e He. set (p := dot n (push t) u). assert (P := Rabs_pos p).
    set (s := e / (Rabs p + 1)). assert (s0 : 0 < s) by (apply Rdiv_lt_0_compat; lra).
    specialize (Each s s0).
    assert (E : dot n (push t) (fun i => y i + s * u i - r t i) = dot n (push t) (fun i => y i - r t i) + s * p).
    { unfold p. rewrite <- dot_scal, <- dot_plus. apply dot_ext. intros; ring. }
    assert (X : s * (Rabs p + 1) = e) by (unfold s; field; lra). assert (Q := Rle_abs p). nra.
Qed.
End Flow.
