(* In the proof of Theorem 5: a run does not converge to a point where a coordinate is at an end of its interval
   and the gradient step leads inward. Along a path whose noise gamma_k xi_k sums up to a finite limit; so
   almost surely, by Doob's theorem, if the noise has bounded variance. Below the limit; both rules, both psi. *)
From Coq Require Import Reals Lra Psatz List Arith Lia FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel levels sides basins sums sequences calculus expectation lemma_1 drift theorem_6_almost_surely.
Open Scope R_scope.

(* increments of at least -gamma ghat from some k on, and gradients that stay below a negative number *)
Lemma drifts_away (gamma g xi x : nat -> R) c K : (forall k, 0 < gamma k) -> is_lim_seq (fun T => sum T gamma) p_infty ->
  conv (fun k => gamma k * xi k) -> 0 < c -> (forall k, (K <= k)%nat -> g k <= - c) ->
  (forall k, (K <= k)%nat -> x k - gamma k * (g k + xi k) <= x (S k)) -> ~ exists B, forall k, x k <= B.
Proof.
  intros Hg Hinf Hxi Hc Low Step [B HB]. destruct (bounded_conv _ Hxi) as [E HE].
  assert (Up : forall j, x K + c * (sum (K + j) gamma - sum K gamma) -
    (sum (K + j) (fun k => gamma k * xi k) - sum K (fun k => gamma k * xi k)) <= x (K + j)%nat).
  { induction j as [|j IH]; [rewrite Nat.add_0_r; lra|]. rewrite Nat.add_succ_r. cbn [sum]. set (k := (K + j)%nat) in *.
    specialize (Step k ltac:(unfold k; lia)). specialize (Low k ltac:(unfold k; lia)). specialize (Hg k).
    assert (gamma k * c <= gamma k * - g k) by (apply Rmult_le_compat_l; lra). lra. }
  apply is_lim_seq_spec in Hinf. destruct (Hinf ((B - x K + 2 * E) / c + sum K gamma)) as [N HN].
  specialize (HN (K + N)%nat ltac:(lia)). specialize (Up N). specialize (HB (K + N)%nat).
  assert (E1 := HE (K + N)%nat). assert (E2 := HE K). apply Rabs_le_between in E1. apply Rabs_le_between in E2.
  assert (c * ((B - x K + 2 * E) / c) < c * (sum (K + N) gamma - sum K gamma)) by (apply Rmult_lt_compat_l; lra).
  replace (c * ((B - x K + 2 * E) / c)) with (B - x K + 2 * E) in H by (field; lra). lra.
Qed.

Section Coordinate.
Variables (q : list R) (eps alpha clip mu : R) (kind rule : nat).
Hypothesis Hq : separated q eps kind mu.
Hypothesis Ha : 0 < alpha.
Hypothesis Hc : 0 < clip.
Hypothesis He : 0 < eps.
Hypothesis Hmu : 0 < mu.
Notation lo j := (minus q eps kind j).
Notation hi j := (plus q eps kind j).
Notation v x g := (velocity x g q eps alpha clip kind rule).

(* near the left end the velocity is at least that of the gradient step, near the right end at most *)
Lemma near_end j : (j < length q)%nat -> exists d, 0 < d /\ forall x g,
  (Rabs (x - lo j) < d -> - g <= v x g) /\ (Rabs (x - hi j) < d -> v x g <= - g).
Proof.
  intros L. destruct Hq as (Inc & Len & Gap).
  assert (GapO : forall i, (S i < length q)%nat -> gap_ok q eps kind i) by (intros i Hi; apply Gap, Hi).
  assert (Mid : forall i, (S i < length q)%nat -> mu <= width q eps kind i / 2) by (intros i Hi; apply Gap, Hi).
  destruct (between q eps kind Inc Len He GapO j L) as [B1 B2].
  set (delta := Rmin (2 * mu / 3) (clip / (2 * alpha))). assert (D1 := Rmin_l (2 * mu / 3) (clip / (2 * alpha))).
  assert (D2 := Rmin_r (2 * mu / 3) (clip / (2 * alpha))). assert (P : 0 < clip / (2 * alpha)) by (apply Rdiv_lt_0_compat; lra).
  assert (D0 : 0 < delta) by (apply Rmin_glb_lt; lra). fold delta in D1, D2.
  assert (Db : b_ alpha * delta <= clip).
  { unfold b_. apply Rle_trans with (2 * alpha * (clip / (2 * alpha))); [|right; field; lra].
    replace (alpha * 2 * delta) with (2 * alpha * delta) by ring. apply Rmult_le_compat_l; lra. }
  set (d := Rmin delta (hi j - lo j)). assert (d1 := Rmin_l delta (hi j - lo j)). assert (d2 := Rmin_r delta (hi j - lo j)).
  fold d in d1, d2. exists d. split; [apply Rmin_glb_lt; lra|]. intros x g.
  assert (Cases : levels.dist q eps kind j x <= delta -> (lo j <= x <= hi j /\ v x g = - g) \/
    (hi j <= x /\ v x g <= - g) \/ (x <= lo j /\ - g <= v x g)).
  { intros D. assert (In : inside q j x).
    { apply near_inside with (eps := eps) (mu := mu) (kind := kind); auto. apply Rle_lt_trans with delta; lra. }
    destruct (near_cases q eps alpha clip mu kind rule Inc Len Ha Hc He GapO Mid j x g delta L In D ltac:(lra) Db)
      as [[I ->]|[(U & X & _ & ->)|(U & X & _ & ->)]].
    - left. auto.
    - right; left. split; [exact X|]. assert (Y := Rmax_l g U). lra.
    - right; right. split; [exact X|]. assert (Y := Rmax_l (- g) U). lra. }
  split; intros X; apply Rabs_def2 in X.
  - destruct Cases as [[I ->]|[[Y _]|[_ Y]]]; [| lra | lra | exact Y].
    unfold levels.dist. repeat apply Rmax_lub; lra.
  - destruct Cases as [[I ->]|[[_ Y]|[Y _]]]; [| lra | exact Y | lra].
    unfold levels.dist. repeat apply Rmax_lub; lra.
Qed.

(* g: the gradients along the path, with a limit that points inward at the end *)
Lemma coordinate_leaves j (gamma g xi x : nat -> R) (gc : R) : (j < length q)%nat -> (forall k, 0 < gamma k) ->
  is_lim_seq (fun T => sum T gamma) p_infty -> conv (fun k => gamma k * xi k) ->
  (forall k, x (S k) = x k + gamma k * v (x k) (g k + xi k)) -> is_lim_seq g gc ->
  (is_lim_seq x (lo j) -> 0 <= gc) /\ (is_lim_seq x (hi j) -> gc <= 0).
Proof.
  intros L Hg Hinf Hxi Hx Lg. destruct (near_end j L) as (d & d0 & Near).
  assert (Bounded : forall (y : nat -> R) (z : R), is_lim_seq y z -> exists B, forall k, y k <= B).
  { intros y z Y. destruct (bounded_conv y) as [B HB]; [exists z; exact Y|]. exists B. intros k.
    specialize (HB k). apply Rabs_le_between in HB. lra. }
  assert (Late : forall (y : nat -> R) (z e : R), is_lim_seq y z -> 0 < e -> exists K, forall k, (K <= k)%nat -> Rabs (y k - z) < e).
  { intros y z e Y E. apply is_lim_seq_spec in Y. exact (Y (mkposreal e E)). }
  split; intros Lx; apply Rnot_lt_le; intros N.
  - destruct (Late g gc (- gc / 2) Lg ltac:(lra)) as [K1 H1]. destruct (Late x _ d Lx d0) as [K2 H2].
    apply (drifts_away gamma g xi x (- gc / 2) (K1 + K2)%nat Hg Hinf Hxi); [lra | | | apply (Bounded _ _ Lx)].
    + intros k Hk. specialize (H1 k ltac:(lia)). apply Rabs_def2 in H1. lra.
    + intros k Hk. destruct (Near (x k) (g k + xi k)) as [A _]. specialize (A (H2 k ltac:(lia))). rewrite Hx. specialize (Hg k).
      assert (gamma k * - (g k + xi k) <= gamma k * v (x k) (g k + xi k)) by (apply Rmult_le_compat_l; lra). lra.
  - destruct (Late g gc (gc / 2) Lg ltac:(lra)) as [K1 H1]. destruct (Late x _ d Lx d0) as [K2 H2].
    apply (drifts_away gamma (fun k => - g k) (fun k => - xi k) (fun k => - x k) (gc / 2) (K1 + K2)%nat Hg Hinf); [| lra | | |].
    + apply conv_ext with (fun k => (-1) * (gamma k * xi k)); [intros; ring | apply conv_scal, Hxi].
    + intros k Hk. specialize (H1 k ltac:(lia)). apply Rabs_def2 in H1. lra.
    + intros k Hk. destruct (Near (x k) (g k + xi k)) as [_ A]. specialize (A (H2 k ltac:(lia))). rewrite Hx. specialize (Hg k).
      assert (gamma k * v (x k) (g k + xi k) <= gamma k * - (g k + xi k)) by (apply Rmult_le_compat_l; lra). lra.
    + destruct (Bounded (fun k => - x k) (- hi j)) as [B HB]; [|exists B; exact HB].
      apply (is_lim_seq_opp x (hi j)), Lx.
Qed.
End Coordinate.

(* an end of an interval of coordinate i, from which the gradient step leads inward *)
Definition inward_end q eps kind (x gx : R) := exists j, (j < length q)%nat /\
  ((x = minus q eps kind j /\ gx < 0) \/ (x = plus q eps kind j /\ 0 < gx)).

Theorem along_a_path n levels eps alpha clip mu kind rule (g : (nat -> R) -> nat -> R) (gamma : nat -> R) (w xi : nat -> nat -> R) c i :
  (forall i, (i < n)%nat -> separated (levels i) eps kind mu) -> 0 < alpha -> 0 < clip -> 0 < eps -> 0 < mu ->
  continuous_gradient n g -> (forall k, 0 < gamma k) -> is_lim_seq (fun T => sum T gamma) p_infty ->
  (forall i, (i < n)%nat -> conv (fun k => gamma k * xi k i)) ->
  (forall k i, (i < n)%nat ->
    w (S k) i = w k i + gamma k * velocity (w k i) (g (w k) i + xi k i) (levels i) eps alpha clip kind rule) ->
  (i < n)%nat -> inward_end (levels i) eps kind (c i) (g c i) -> ~ tends n w c.
Proof.
  intros Hq Ha Hc He Hmu Cg Hg Hinf Hxi Hw Hi (j & L & End) T.
  destruct (coordinate_leaves (levels i) eps alpha clip mu kind rule (Hq i Hi) Ha Hc He Hmu j gamma (fun k => g (w k) i)
    (fun k => xi k i) (fun k => w k i) (g c i) L Hg Hinf (Hxi i Hi) (fun k => Hw k i Hi) (tends_gradient n g w c Cg T i Hi)) as [A B].
  assert (X := T i Hi). destruct End as [[E N]|[E N]]; rewrite E in X; [specialize (A X) | specialize (B X)]; lra.
Qed.

(* almost surely: Doob's theorem is a premise, as in theorem_6_almost_surely *)
Theorem almost_surely n levels eps alpha clip mu kind rule (g : (nat -> R) -> nat -> R) (gamma : nat -> R) sigma2
  (Omega : Type) (E : expectation Omega) (almost : (Omega -> Prop) -> Prop) (past : nat -> (Omega -> R) -> Prop)
  (w xi : nat -> Omega -> nat -> R) :
  (forall P Q : Omega -> Prop, (forall o, P o -> Q o) -> almost P -> almost Q) ->
  (forall P : nat -> Omega -> Prop, (forall k, almost (P k)) -> almost (fun o => forall k, P k o)) ->
  (forall k c, past k (fun _ => c)) ->
  (* Doob *)
  (forall D : nat -> Omega -> R, (forall k, past (S k) (D k)) -> (forall k, integrable E (fun o => D k o ^ 2)) ->
    (forall k h, past k h -> bounded_variable Omega h -> mean E (fun o => D k o * h o) = 0) ->
    (exists B, forall K, sum K (fun k => mean E (fun o => D k o ^ 2)) <= B) -> almost (fun o => conv (fun k => D k o))) ->
  (forall i, (i < n)%nat -> separated (levels i) eps kind mu) -> 0 < alpha -> 0 < clip -> 0 < eps -> 0 < mu ->
  continuous_gradient n g ->
  (* A5 *)
  (forall k, 0 < gamma k) -> is_lim_seq (fun T => sum T gamma) p_infty -> conv (fun k => gamma k ^ 2) ->
  (* A6, A7 *)
  (forall k i, (i < n)%nat -> past (S k) (fun o => gamma k * xi k o i) /\ integrable E (fun o => xi k o i ^ 2) /\
    mean E (fun o => xi k o i ^ 2) <= sigma2 /\ forall h, past k h -> bounded_variable Omega h ->
    integrable E (fun o => xi k o i * h o) /\ mean E (fun o => xi k o i * h o) = 0) ->
  (forall k o i, (i < n)%nat ->
    w (S k) o i = w k o i + gamma k * velocity (w k o i) (g (w k o) i + xi k o i) (levels i) eps alpha clip kind rule) ->
  almost (fun o => forall c i, (i < n)%nat -> inward_end (levels i) eps kind (c i) (g c i) -> ~ tends n (fun k => w k o) c).
Proof.
  intros More All Const Doob Hq Ha Hc He Hmu Cg Hg Hinf Hsq Noise Hw.
  assert (Sums : forall i, almost (fun o => (i < n)%nat -> conv (fun k => gamma k * xi k o i))).
  { intros i. destruct (lt_dec i n) as [Hi|Hi].
    2:{ apply (More (fun _ => conv (fun _ => 0))); [intros o _ L; contradiction|].
        assert (Z : forall h : Omega -> R, (fun o => 0 * h o) = fun _ => 0) by (intros; apply functional_extensionality; intros; ring).
        apply (Doob (fun _ _ => 0)).
        - intros k. apply Const.
        - intros k. apply (integrable_const E (0 ^ 2)).
        - intros k h _ _. rewrite Z. apply mean_const.
        - exists 0. intros K. rewrite (mean_const E (0 ^ 2)). rewrite sum_const. right. ring. }
    apply (More (fun o => conv (fun k => gamma k * xi k o i))); [auto|].
    apply (Doob (fun k o => gamma k * xi k o i)).
    - intros k. apply Noise, Hi.
    - intros k. destruct (Noise k i Hi) as (_ & I & _).
      replace (fun o => (gamma k * xi k o i) ^ 2) with (fun o => gamma k ^ 2 * xi k o i ^ 2)
        by (apply functional_extensionality; intros; ring). apply integrable_scal, I.
    - intros k h Ph Bh. destruct (Noise k i Hi) as (_ & _ & _ & M). destruct (M h Ph Bh) as [I Z].
      replace (fun o => gamma k * xi k o i * h o) with (fun o => gamma k * (xi k o i * h o))
        by (apply functional_extensionality; intros; ring). rewrite mean_scal, Z by exact I. ring.
    - destruct (bounded_conv _ Hsq) as [B HB]. exists (Rabs B * Rabs sigma2). intros K.
      apply Rle_trans with (sum K (fun k => gamma k ^ 2) * Rabs sigma2).
      + rewrite Rmult_comm, <- sum_scal. apply sum_le. intros k _. destruct (Noise k i Hi) as (_ & I & M & _).
        replace (fun o => (gamma k * xi k o i) ^ 2) with (fun o => gamma k ^ 2 * xi k o i ^ 2)
          by (apply functional_extensionality; intros; ring). rewrite mean_scal by exact I.
        rewrite (Rmult_comm (Rabs sigma2)). apply Rmult_le_compat_l; [apply pow2_ge_0|]. assert (X := Rle_abs sigma2). lra.
      + apply Rmult_le_compat_r; [apply Rabs_pos|]. specialize (HB K). apply Rabs_le_between in HB. assert (X := Rle_abs B). lra. }
  apply (More (fun o => forall i, (i < n)%nat -> conv (fun k => gamma k * xi k o i))); [|apply All, Sums].
  intros o Conv c i Hi End. apply (along_a_path n levels eps alpha clip mu kind rule g gamma (fun k => w k o) (fun k => xi k o) c i); auto.
Qed.
