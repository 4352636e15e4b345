(* Theorem 5 (i) with one k_0 for all paths: below the limit on epsilon, if every stochastic gradient is bounded
   by G. The number of steps depends on the stepsizes, the start and G only. The printed rule, both psi. *)
From Coq Require Import Reals Lra Psatz List Arith Lia ClassicalChoice.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel levels sides basins intervals definition_2 sums sequences lemma_1 lemma_2 drift arrival.
From Askew Require Import lemma_1_any_epsilon theorem_5_printed.
Open Scope R_scope.

(* settling at a pace that does not depend on the path *)
Lemma settle_by gamma (f : R -> R) s m K1 : (forall k, 0 < gamma k) -> is_lim_seq (fun T => sum T gamma) p_infty ->
  0 < s -> 0 < f s -> (forall x y, s <= x <= y -> f x <= f y) -> exists K, forall d eta : nat -> R,
  d K1 <= m -> (forall k, (K1 <= k)%nat -> eta k <= s) -> (forall x, 0 <= x -> 0 <= f x) -> (forall k, 0 <= d k) ->
  (forall k, d (S k) <= Rmax (d k - gamma k * f (d k)) (eta k)) -> forall k, (K <= k)%nat -> d k <= s.
Proof.
  intros Hg Hinf Hs Hf Mono. apply is_lim_seq_spec in Hinf. destruct (Hinf (m / f s + sum K1 gamma)) as [N HN].
  exists (N + K1)%nat. intros d eta D0 Eta F0 Dp Rec.
  assert (Low : forall j, d (K1 + j)%nat <= Rmax s (m - f s * (sum (K1 + j) gamma - sum K1 gamma))).
  { induction j as [|j IH]; [rewrite Nat.add_0_r, Rminus_eq_0, Rmult_0_r, Rminus_0_r; eapply Rle_trans; [exact D0 | apply Rmax_r]|].
    rewrite Nat.add_succ_r. cbn [sum]. set (k := (K1 + j)%nat) in *. specialize (Hg k).
    eapply Rle_trans; [apply Rec|]. apply Rmax_lub.
    - assert (P := F0 (d k) (Dp k)). assert (0 <= gamma k * f (d k)) by (apply Rmult_le_pos; lra).
      destruct (Rle_dec (d k) s) as [L|L]; [eapply Rle_trans; [|apply Rmax_l]; lra|].
      assert (Q := Mono s (d k) ltac:(lra)). assert (gamma k * f s <= gamma k * f (d k)) by (apply Rmult_le_compat_l; lra).
      unfold Rmax in IH. destruct Rle_dec in IH; [|lra]. eapply Rle_trans; [|apply Rmax_r]. lra.
    - eapply Rle_trans; [apply Eta; unfold k; lia | apply Rmax_l]. }
  intros k Hk. specialize (Low (k - K1)%nat). replace (K1 + (k - K1))%nat with k in Low by lia.
  specialize (HN k ltac:(lia)). unfold Rmax in Low. destruct Rle_dec in Low; [|exact Low].
  assert (f s * (m / f s) < f s * (sum k gamma - sum K1 gamma)) by (apply Rmult_lt_compat_l; lra).
  replace (f s * (m / f s)) with m in H by (field; lra). lra.
Qed.

Section Coordinate.
Variables (q : list R) (eps alpha clip mu : R) (kind : nat) (gamma : nat -> R) (G x0 : R).
Hypothesis Hq : separated q eps kind mu.
Hypothesis Ha : 0 < alpha.
Hypothesis Hc : 0 < clip.
Hypothesis He : 0 < eps.
Hypothesis Hmu : 0 < mu.
Hypothesis Hg : forall k, 0 < gamma k.
Hypothesis Hzero : is_lim_seq gamma 0.
Hypothesis Hinf : is_lim_seq (fun T => sum T gamma) p_infty.
Notation v x g := (velocity x g q eps alpha clip kind PRINTED).
Definition path (g x : nat -> R) := x O = x0 /\ (forall k, Rabs (g k) <= G) /\ forall k, x (S k) = x k + gamma k * v (x k) (g k).

Lemma coordinate_uniform d : 0 < d -> exists K, forall g x, path g x -> forall k, (K <= k)%nat ->
  (exists e, 0 <= remoteness e q eps kind /\ Rabs (x k - e) <= d) /\
  Rabs (skewing_force (x k) q eps alpha clip kind) <= 2 * alpha * d.
Proof.
  intros Hd. destruct Hq as (Inc & Len & Gap). assert (A := a_pos alpha kind Ha). set (B := Rmax G clip).
  assert (B0 : 0 < B) by (unfold B; assert (X := Rmax_r G clip); lra).
  set (s := Rmin d (mu / 2) / 2). assert (s1 := Rmin_l d (mu / 2)). assert (s2 := Rmin_r d (mu / 2)).
  assert (s0 : 0 < s) by (unfold s; apply Rmult_lt_0_compat; [apply Rmin_glb_lt; lra | lra]).
  destruct (lim_zero_below _ Hzero (s / B) ltac:(apply Rdiv_lt_0_compat; lra)) as [K1 HK1].
  set (f := fun y => Rmin (a_ alpha kind * y) clip). set (m := Rabs x0 + B * sum K1 gamma + Rabs (lv q 0)).
  assert (F0 : forall y, 0 <= y -> 0 <= f y) by (intros; apply Rmin_glb; [apply Rmult_le_pos|]; lra).
  destruct (settle_by gamma f s m K1 Hg Hinf s0) as [K HK].
  { apply Rmin_glb_lt; [apply Rmult_lt_0_compat|]; lra. }
  { intros y z Hy. assert (a_ alpha kind * y <= a_ alpha kind * z) by (apply Rmult_le_compat_l; lra). unfold f. maxmin; lra. }
  exists K. intros g x (X0 & Bg & Hx) k Hk.
  assert (V : forall j, Rabs (v (x j) (g j)) <= B).
  { intros j. eapply Rle_trans; [apply speed, Hc|]. apply Rmax_lub; [|apply Rmax_r]. eapply Rle_trans; [apply Bg | apply Rmax_l]. }
  assert (Size : forall j, Rabs (x j) <= Rabs x0 + B * sum j gamma).
  { induction j as [|j IH]; cbn [sum]; [rewrite X0; lra|]. rewrite Hx. eapply Rle_trans; [apply Rabs_triang|].
    specialize (Hg j). rewrite Rabs_mult, (Rabs_pos_eq (gamma j)) by lra.
    assert (gamma j * Rabs (v (x j) (g j)) <= gamma j * B) by (apply Rmult_le_compat_l; [lra | apply V]). lra. }
  destruct (choice (fun j y => is_dist q eps kind (x j) y)) as [dd Hdd]; [intros j; apply dist_exists; auto|].
  assert (Lv : 0 <= remoteness (lv q 0) q eps kind).
  { destruct (at_levels q eps kind (lv q 0) Inc Len) as [_ [_ E]]. assert (P := E (ex_intro _ O (conj Len eq_refl))). lra. }
  assert (Small : dd k <= s).
  { apply (HK dd (fun j => gamma j * Rabs (v (x j) (g j)))); auto.
    - destruct (Hdd K1) as (_ & Low & _). eapply Rle_trans; [apply (Low _ Lv)|].
      eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp. unfold m. specialize (Size K1). lra.
    - intros j Hj. specialize (HK1 j Hj). specialize (Hg j). rewrite Rabs_pos_eq in HK1 by lra.
      apply Rle_trans with (s / B * B); [apply Rmult_le_compat; [lra | apply Rabs_pos | lra | apply V] | right; field; lra].
    - intros j. apply Hdd.
    - intros j. apply (dist_step q eps alpha clip kind Inc Len Ha Hc He (x j) (g j)); [apply Hg | apply Hdd | rewrite <- Hx; apply Hdd]. }
  destruct (Hdd k) as (_ & _ & Near). destruct (Near s s0) as (e & Fe & Be).
  assert (Ed : Rabs (x k - e) < Rmin d (mu / 2)) by (unfold s in *; lra).
  split; [exists e; split; [exact Fe | lra]|].
  assert (GapO : forall j, (S j < length q)%nat -> gap_ok q eps kind j) by (intros j Hj; apply Gap, Hj).
  destruct (proj1 (intervals q eps kind Inc Len He GapO e) Fe) as (j & L & I).
  assert (D : dist q eps kind j (x k) <= Rabs (x k - e)).
  { assert (X1 := Rle_abs (x k - e)). assert (X2 := Rle_abs (- (x k - e))). rewrite Rabs_Ropp in X2.
    assert (X3 := Rabs_pos (x k - e)). unfold dist. repeat apply Rmax_lub; lra. }
  assert (Gs : gaps_ok q eps kind j) by (split; [intros i ->; apply Gap; lia | intros S1; apply Gap, S1]).
  apply Rle_trans with (2 * alpha * dist q eps kind j (x k)); [|apply Rmult_le_compat_l; lra].
  apply force_near; auto.
  - intros i E. subst j. destruct (Gap i ltac:(lia)) as [_ W]. lra.
  - intros S1. destruct (Gap j S1) as [_ W]. lra.
Qed.
End Coordinate.

Theorem i_uniform n (q : nat -> list R) eps alpha clip mu kind (gamma : nat -> R) G (w0 : nat -> R) :
  (forall i, (i < n)%nat -> separated (q i) eps kind mu) -> 0 < alpha -> 0 < clip -> 0 < eps -> 0 < mu ->
  (forall k, 0 < gamma k) -> is_lim_seq gamma 0 -> is_lim_seq (fun T => sum T gamma) p_infty ->
  forall d, 0 < d -> exists K, forall ghat w : nat -> nat -> R,
  (forall i, (i < n)%nat -> w O i = w0 i) -> (forall k i, (i < n)%nat -> Rabs (ghat k i) <= G) ->
  (forall k i, (i < n)%nat ->
    w (S k) i = w k i + gamma k * velocity (w k i) (ghat k i) (q i) eps alpha clip kind PRINTED) ->
  forall k, (K <= k)%nat ->
    (exists e, (forall i, (i < n)%nat -> 0 <= remoteness (e i) (q i) eps kind) /\ norm2 n (fun i => w k i - e i) <= d ^ 2) /\
    norm2 n (fun i => skewing_force (w k i) (q i) eps alpha clip kind) <= (2 * alpha * d) ^ 2.
Proof.
  intros Hq Ha Hc He Hmu Hg Hz Hinf d Hd. assert (In0 := pos_INR n). set (s := d / (INR n + 1)).
  assert (s0 : 0 < s) by (apply Rdiv_lt_0_compat; lra).
  assert (Total : forall c, 0 <= c -> forall y, within n (c * s) y -> norm2 n y <= (c * d) ^ 2).
  { intros c C y Y. apply Rle_trans with (INR n * (c * s) ^ 2).
    - unfold norm2. rewrite <- sum_const. apply sum_le. intros i Hi. rewrite <- pow2_abs. apply pow_incr.
      split; [apply Rabs_pos | apply Y, Hi].
    - replace ((c * d) ^ 2) with ((INR n + 1) ^ 2 * (c * s) ^ 2) by (unfold s; field; lra).
      apply Rmult_le_compat_r; [apply pow2_ge_0 | nra]. }
  assert (Each : forall i, (i < n)%nat -> exists K, forall (g x : nat -> R), path (q i) eps alpha clip kind gamma G (w0 i) g x ->
    forall k, (K <= k)%nat -> (exists e, 0 <= remoteness e (q i) eps kind /\ Rabs (x k - e) <= s) /\
    Rabs (skewing_force (x k) (q i) eps alpha clip kind) <= 2 * alpha * s).
  { intros i Hi. apply (coordinate_uniform (q i) eps alpha clip mu); auto. }
  destruct (choose_index n (fun i K => forall (g x : nat -> R), path (q i) eps alpha clip kind gamma G (w0 i) g x ->
    forall k, (K <= k)%nat -> (exists e, 0 <= remoteness e (q i) eps kind /\ Rabs (x k - e) <= s) /\
    Rabs (skewing_force (x k) (q i) eps alpha clip kind) <= 2 * alpha * s) Each) as [Ks HKs].
  destruct (eventually_all n (fun i k => (Ks i <= k)%nat)) as [K HK]; [intros i _; exists (Ks i); auto|].
  exists K. intros ghat w W0 Bg Hw k Hk.
  assert (C : forall i, (i < n)%nat -> (exists e, 0 <= remoteness e (q i) eps kind /\ Rabs (w k i - e) <= s) /\
    Rabs (skewing_force (w k i) (q i) eps alpha clip kind) <= 2 * alpha * s).
  { intros i Hi. apply (HKs i Hi (fun m => ghat m i) (fun m => w m i)); [|apply HK; assumption].
    split; [apply W0, Hi|split; [intros m; apply Bg, Hi | intros m; apply Hw, Hi]]. }
  split.
  - destruct (choice (fun i e => (i < n)%nat -> 0 <= remoteness e (q i) eps kind /\ Rabs (w k i - e) <= s)) as [e Ee].
    { intros i. destruct (lt_dec i n) as [Hi|Hi]; [destruct (C i Hi) as [(e & E) _]; exists e; auto | exists 0; tauto]. }
    exists e. split; [intros i Hi; apply Ee, Hi|]. replace (d ^ 2) with ((1 * d) ^ 2) by ring. apply Total; [lra|].
    intros i Hi. rewrite Rmult_1_l. apply Ee, Hi.
  - apply Total; [lra|]. intros i Hi. apply C, Hi.
Qed.
