(* The flow w' = h(w) without noise, solutions in Filippov's sense (flow.v), epsilon below the limit: from a
   start with no coordinate at an infeasible midpoint every coordinate stays in its basin and tends to its
   interval; near the box of these intervals Psi falls at the rate 2 M^2 S^2; the solution tends to the
   stationary points of the box; and the minimisers of the loss over one box are stable. Both psi, both rules. *)
From Coq Require Import Reals Lra Psatz List Arith Lia ClassicalChoice FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel levels sides sums smooth sequences calculus basins lemma_1 minimiser drift arrival compact.
From Askew Require Import theorem_4 vanishing_steps flow.
Open Scope R_scope.

Definition unit_ (i : nat) (u : R) (k : nat) : R := if Nat.eq_dec k i then u else 0.
Lemma dot_unit n i u x : (i < n)%nat -> dot n (unit_ i u) x = u * x i.
Proof.
  intros Hi. unfold dot. apply sum_one with (k := i); [exact Hi | |].
  - intros k Hk N. unfold unit_. destruct Nat.eq_dec; [contradiction | ring].
  - unfold unit_. destruct Nat.eq_dec; [ring | contradiction].
Qed.

(* a continuous gradient is bounded where the points are *)
Lemma gradient_bounded n (g : (nat -> R) -> nat -> R) Y : continuous_gradient n g -> exists G, 0 <= G /\ forall x, within n Y x -> within n G (g x).
Proof.
  intros C. apply Classical_Prop.NNPP. intros No.
  assert (Bad : forall k : nat, exists x, within n Y x /\ ~ within n (INR k) (g x)).
  { intros k. apply Classical_Prop.NNPP. intros N. apply No. exists (INR k). split; [apply pos_INR|]. intros x Hx.
    apply Classical_Prop.NNPP. intros B. apply N. exists x. auto. }
  apply choice in Bad. destruct Bad as [x Hx].
  destruct (subsequence n Y x) as (s & y & Hs & T); [intros k; apply Hx|].
  assert (Tg := tends_gradient n g (fun k => x (s k)) y C T). destruct (within_exists n (g y)) as (m & m0 & Hm).
  destruct (eventually_all n (fun i k => Rabs (g (x (s k)) i) <= m + 1)) as [K HK].
  - intros i Hi. assert (L := Tg i Hi). apply is_lim_seq_spec in L. destruct (L (mkposreal 1 Rlt_0_1)) as [K HK]. exists K.
    intros k Hk. specialize (HK k Hk). simpl in HK. specialize (Hm i Hi).
    replace (g (x (s k)) i) with ((g (x (s k)) i - g y i) + g y i) by ring. eapply Rle_trans; [apply Rabs_triang|]. lra.
  - destruct (archimed (m + 1)) as [A _]. set (z := Z.to_nat (up (m + 1))).
    assert (Z0 : m + 1 < INR z) by (unfold z; rewrite INR_IZR_INZ, Z2Nat.id; [exact A | apply le_IZR; lra]).
    set (k := (K + z)%nat). destruct (Hx (s k)) as [_ B]. apply B. intros i Hi. specialize (HK i k Hi ltac:(unfold k; lia)).
    assert (INR z <= INR (s k)) by (apply le_INR; specialize (Hs k); unfold k in *; lia). lra.
Qed.

Section Flow.
Variables (n : nat) (levels : nat -> list R) (eps alpha clip mu : R) (kind rule : nat).
Hypothesis Hq : forall i, (i < n)%nat -> separated (levels i) eps kind mu.
Hypothesis Ha : 0 < alpha.
Hypothesis Hc : 0 < clip.
Hypothesis He : 0 < eps.
Hypothesis Hmu : 0 < mu.
Variables (l : (nat -> R) -> R) (g : (nat -> R) -> nat -> R).
Hypothesis Hgrad : forall x h t, is_derive (fun s => l (at_ x h s)) t (dot n (g (at_ x h t)) h).
Hypothesis Hcont : continuous_gradient n g.
Notation a := (a_ alpha kind).
Notation b := (b_ alpha).
Notation delta := (delta_star alpha clip mu).
(* the velocity without noise *)
Definition field (x : nat -> R) (i : nat) : R := velocity (x i) (g x i) (levels i) eps alpha clip kind rule.
Variable w : R -> nat -> R.
Hypothesis Hflow : filippov n field w.
Variable level : nat -> nat.
Hypothesis Hlev : forall i, (i < n)%nat -> (level i < length (levels i))%nat.
Notation lo i := (low_end levels level eps kind i).
Notation hi i := (high_end levels level eps kind i).
Notation dist i x := (dist (levels i) eps kind (level i) x).
Notation within_basin t i := (inside (levels i) (level i) (w t i)).
Notation inN := (inN n levels level eps delta kind).

Lemma curve i : (i < n)%nat -> continuous_curve (fun t => w t i).
Proof. intros Hi. apply (filippov_trajectory n field w Hflow), Hi. Qed.

(* bounds on one component near w t bound the increments for a while *)
Lemma rises i u t beta d : (i < n)%nat -> 0 <= t -> 0 < d -> (forall x, within n d (fun k => x k - w t k) -> u * field x i <= beta) ->
  exists e, 0 < e /\ forall s, t <= s < t + e -> u * (w s i - w t i) <= beta * (s - t).
Proof.
  intros Hi Ht Hd H. destruct (filippov_trajectory n field w Hflow) as [_ T].
  destruct (T t (unit_ i u) beta d Ht Hd) as (e & e0 & E).
  - intros x X. rewrite dot_unit by exact Hi. apply H, X.
  - exists e. split; [exact e0|]. intros s Hs. specialize (E s Hs). rewrite dot_unit in E by exact Hi. exact E.
Qed.

Section Coordinate.
Variable i : nat.
Hypothesis Hi : (i < n)%nat.

Lemma ends : (forall k, level i = S k -> lo i = mid (levels i) k + width (levels i) eps kind k / 2 /\ mu <= width (levels i) eps kind k / 2) /\
  ((S (level i) < length (levels i))%nat -> hi i = mid (levels i) (level i) - width (levels i) eps kind (level i) / 2 /\
    mu <= width (levels i) eps kind (level i) / 2) /\ lo i < hi i.
Proof.
  destruct (Hq i Hi) as (Inc & Len & Gap). assert (L := Hlev i Hi). split; [|split].
  - intros k E. split; [unfold low_end; rewrite E; reflexivity | apply Gap; lia].
  - intros S1. split; [apply plus_inner, S1 | apply Gap, S1].
  - apply (box_order n levels level eps mu kind); auto.
Qed.
Lemma basin_is x : inside (levels i) (level i) x <->
  (forall k, level i = S k -> lo i - x < width (levels i) eps kind k / 2) /\
  ((S (level i) < length (levels i))%nat -> x - hi i < width (levels i) eps kind (level i) / 2).
Proof.
  destruct ends as (E1 & E2 & _). unfold inside. split; intros [A B]; split.
  - intros k E. destruct (E1 k E) as [-> _]. specialize (A k E). lra.
  - intros S1. destruct (E2 S1) as [-> _]. specialize (B S1). lra.
  - intros k E. destruct (E1 k E) as [X _]. specialize (A k E). lra.
  - intros S1. destruct (E2 S1) as [X _]. specialize (B S1). lra.
Qed.
Lemma dist_change x y : Rabs (dist i x - dist i y) <= Rabs (x - y).
Proof.
  assert (P := Rle_abs (x - y)). assert (Q := Rle_abs (- (x - y))). rewrite Rabs_Ropp in Q. unfold levels.dist. apply Rabs_le.
  unfold Rmax. repeat destruct Rle_dec; lra.
Qed.

(* outside, inside of the basin: the coordinate moves inward *)
Lemma falls_right t : 0 <= t -> within_basin t i -> hi i < w t i -> exists e, 0 < e /\ forall s, t <= s < t + e ->
  hi i < w s i /\ w s i <= w t i - Rmin (a * ((w t i - hi i) / 2)) clip * (s - t).
Proof.
  intros Ht In Out. destruct (Hq i Hi) as (Inc & Len & Gap). assert (L := Hlev i Hi). assert (A := a_pos alpha kind Ha).
  destruct ends as (E1 & E2 & Wide). destruct In as [I1 I2]. set (y := w t i) in *.
  assert (D : exists d, 0 < d /\ d <= (y - hi i) / 2 /\ ((S (level i) < length (levels i))%nat -> y + d < mid (levels i) (level i))).
  { destruct (lt_dec (S (level i)) (length (levels i))) as [S1|S1].
    - specialize (I2 S1). exists (Rmin ((y - hi i) / 2) ((mid (levels i) (level i) - y) / 2)).
      assert (M1 := Rmin_l ((y - hi i) / 2) ((mid (levels i) (level i) - y) / 2)).
      assert (M2 := Rmin_r ((y - hi i) / 2) ((mid (levels i) (level i) - y) / 2)).
      split; [apply Rmin_glb_lt; lra|split; [exact M1 | intros _; lra]].
    - exists ((y - hi i) / 2). split; [lra|split; [lra | contradiction]]. }
  destruct D as (d & d0 & d1 & d2).
  destruct (rises i 1 t (- Rmin (a * ((y - hi i) / 2)) clip) d Hi Ht d0) as (e & e0 & E).
  - intros x X. specialize (X i Hi). cbv beta in X. fold y in X. apply Rabs_le_between in X.
    assert (Ix : inside (levels i) (level i) (x i)).
    { split; [|intros S1; specialize (d2 S1); lra]. intros k Ek. destruct (E1 k Ek) as [El Em]. lra. }
    destruct (push_right (levels i) eps alpha clip kind rule Inc Len Ha Hc He ltac:(intros j Hj; apply Gap, Hj) (level i) (x i) (g x i) L Ix) as [_ P].
    { fold (hi i). unfold high_end in *. lra. }
    fold (field x i) in P. assert (a * ((y - hi i) / 2) <= a * (x i - hi i)) by (apply Rmult_le_compat_l; lra).
    unfold high_end in *. unfold Rmin in *. repeat destruct Rle_dec; lra.
  - destruct (curve i Hi t Ht ((y - hi i) / 2) ltac:(lra)) as (r & r0 & Rr). exists (Rmin e r). split; [apply Rmin_glb_lt; assumption|].
    intros s Hs. assert (B1 := Rmin_l e r). assert (B2 := Rmin_r e r). specialize (E s ltac:(lra)).
    specialize (Rr s ltac:(lra) ltac:(rewrite Rabs_pos_eq; lra)). apply Rabs_def2 in Rr. fold y in Rr, E. split; lra.
Qed.
Lemma falls_left t : 0 <= t -> within_basin t i -> w t i < lo i -> exists e, 0 < e /\ forall s, t <= s < t + e ->
  w s i < lo i /\ w t i + Rmin (a * ((lo i - w t i) / 2)) clip * (s - t) <= w s i.
Proof.
  intros Ht In Out. destruct (Hq i Hi) as (Inc & Len & Gap). assert (L := Hlev i Hi). assert (A := a_pos alpha kind Ha).
  destruct ends as (E1 & E2 & Wide). destruct In as [I1 I2]. set (y := w t i) in *.
  assert (D : exists d, 0 < d /\ d <= (lo i - y) / 2 /\ (forall k, level i = S k -> mid (levels i) k < y - d)).
  { destruct (level i) as [|k] eqn:Ek.
    - exists ((lo i - y) / 2). split; [lra|split; [lra | intros k [=]]].
    - specialize (I1 k eq_refl). exists (Rmin ((lo i - y) / 2) ((y - mid (levels i) k) / 2)).
      assert (M1 := Rmin_l ((lo i - y) / 2) ((y - mid (levels i) k) / 2)). assert (M2 := Rmin_r ((lo i - y) / 2) ((y - mid (levels i) k) / 2)).
      split; [apply Rmin_glb_lt; lra|split; [exact M1 | intros k' [= <-]; lra]]. }
  destruct D as (d & d0 & d1 & d2).
  destruct (rises i (-1) t (- Rmin (a * ((lo i - y) / 2)) clip) d Hi Ht d0) as (e & e0 & E).
  - intros x X. specialize (X i Hi). cbv beta in X. fold y in X. apply Rabs_le_between in X.
    assert (Ix : inside (levels i) (level i) (x i)).
    { split; [intros k Ek; specialize (d2 k Ek); lra|]. intros S1. destruct (E2 S1) as [El Em]. lra. }
    destruct (push_left (levels i) eps alpha clip kind rule Inc Len Ha Hc He ltac:(intros j Hj; apply Gap, Hj) (level i) (x i) (g x i) L Ix) as [_ P].
    { unfold low_end in *. lra. }
    fold (field x i) in P. assert (a * ((lo i - y) / 2) <= a * (lo i - x i)) by (apply Rmult_le_compat_l; lra).
    unfold low_end in *. unfold Rmin in *. repeat destruct Rle_dec; lra.
  - destruct (curve i Hi t Ht ((lo i - y) / 2) ltac:(lra)) as (r & r0 & Rr). exists (Rmin e r). split; [apply Rmin_glb_lt; assumption|].
    intros s Hs. assert (B1 := Rmin_l e r). assert (B2 := Rmin_r e r). specialize (E s ltac:(lra)).
    specialize (Rr s ltac:(lra) ltac:(rewrite Rabs_pos_eq; lra)). apply Rabs_def2 in Rr. fold y in Rr, E. split; lra.
Qed.

(* it stays in the basin, no further out than it was, up to e *)
Lemma stays_within t0 t1 e : 0 <= t0 <= t1 -> within_basin t0 i -> 0 < e < mu ->
  (w t1 i - hi i <= Rmax (w t0 i - hi i) e /\ lo i - w t1 i <= Rmax (lo i - w t0 i) e) /\ within_basin t1 i.
Proof.
  intros Ht In Ee. destruct ends as (E1 & E2 & Wide). assert (In0 := proj1 (basin_is _) In). destruct In0 as [N1 N2].
  set (P := fun t => w t i - hi i <= Rmax (w t0 i - hi i) e /\ lo i - w t i <= Rmax (lo i - w t0 i) e).
  assert (PI : forall t, P t -> within_basin t i).
  { intros t [P1 P2]. apply basin_is. split.
    - intros k Ek. specialize (N1 k Ek). destruct (E1 k Ek) as [_ W]. eapply Rle_lt_trans; [exact P2|]. apply Rmax_lub_lt; lra.
    - intros S1. specialize (N2 S1). destruct (E2 S1) as [_ W]. eapply Rle_lt_trans; [exact P1|]. apply Rmax_lub_lt; lra. }
  assert (All : P t1).
  { apply (interval_induction P t0 t1); [lra | | | | lra].
    - split; apply Rmax_l.
    - intros t Hts [P1 P2]. assert (I := PI t (conj P1 P2)). assert (A := a_pos alpha kind Ha).
      destruct (Rlt_dec (hi i) (w t i)) as [X|X]; [|destruct (Rlt_dec (w t i) (lo i)) as [Y|Y]].
      + destruct (falls_right t ltac:(lra) I X) as (d & d0 & D). exists d. split; [exact d0|]. intros s Hs. destruct (D s Hs) as [D1 D2].
        assert (0 <= Rmin (a * ((w t i - hi i) / 2)) clip) by (apply Rmin_glb; [apply Rmult_le_pos; lra | lra]).
        assert (0 <= Rmin (a * ((w t i - hi i) / 2)) clip * (s - t)) by (apply Rmult_le_pos; lra).
        split; [lra | eapply Rle_trans; [|apply Rmax_r]; lra].
      + destruct (falls_left t ltac:(lra) I Y) as (d & d0 & D). exists d. split; [exact d0|]. intros s Hs. destruct (D s Hs) as [D1 D2].
        assert (0 <= Rmin (a * ((lo i - w t i) / 2)) clip) by (apply Rmin_glb; [apply Rmult_le_pos; lra | lra]).
        assert (0 <= Rmin (a * ((lo i - w t i) / 2)) clip * (s - t)) by (apply Rmult_le_pos; lra).
        split; [eapply Rle_trans; [|apply Rmax_r]; lra | lra].
      + destruct (curve i Hi t ltac:(lra) e ltac:(lra)) as (d & d0 & D). exists d. split; [exact d0|]. intros s Hs.
        specialize (D s ltac:(lra) ltac:(rewrite Rabs_pos_eq; lra)). apply Rabs_def2 in D.
        split; (eapply Rle_trans; [|apply Rmax_r]; lra).
    - intros t Hts Below. assert (Near : forall h, 0 < h -> exists s, t0 <= s < t /\ Rabs (w s i - w t i) < h).
      { intros h Hh. destruct (curve i Hi t ltac:(lra) h Hh) as (d & d0 & D). set (s := Rmax t0 (t - d / 2)).
        assert (S1 := Rmax_l t0 (t - d / 2)). assert (S2 := Rmax_r t0 (t - d / 2)). fold s in S1, S2.
        assert (S3 : s < t) by (apply Rmax_lub_lt; lra). exists s. split; [lra|]. apply D; [lra | rewrite Rabs_left; lra]. }
      split; apply le_epsilon; intros h Hh; destruct (Near h Hh) as (s & Hs & B); destruct (Below s Hs) as [B1 B2]; apply Rabs_def2 in B; lra. }
  split; [exact All | apply PI, All].
Qed.

Lemma stays t0 t1 : 0 <= t0 <= t1 -> within_basin t0 i -> within_basin t1 i /\ dist i (w t1 i) <= dist i (w t0 i).
Proof.
  intros Ht In. split; [apply (stays_within t0 t1 (mu / 2) Ht In ltac:(lra))|]. apply le_epsilon. intros h Hh.
  set (e := Rmin h (mu / 2)). assert (e1 := Rmin_l h (mu / 2)). assert (e2 := Rmin_r h (mu / 2)). fold e in e1, e2.
  assert (e0 : 0 < e) by (apply Rmin_glb_lt; lra). destruct (stays_within t0 t1 e Ht In ltac:(lra)) as [[A B] _].
  fold (hi i) (lo i) in *. unfold levels.dist. fold (lo i) (hi i).
  set (D := Rmax 0 (Rmax (lo i - w t0 i) (w t0 i - hi i))).
  assert (D0 : 0 <= D) by apply Rmax_l. assert (D1 : lo i - w t0 i <= D) by (eapply Rle_trans; [apply Rmax_l | apply Rmax_r]).
  assert (D2 : w t0 i - hi i <= D) by (eapply Rle_trans; [apply Rmax_r | apply Rmax_r]).
  assert (A' : Rmax (w t0 i - hi i) e <= D + h) by (apply Rmax_lub; lra). assert (B' : Rmax (lo i - w t0 i) e <= D + h) by (apply Rmax_lub; lra).
  unfold low_end, high_end in *. repeat apply Rmax_lub; lra.
Qed.

(* it comes close *)
Lemma arrives_at c : within_basin 0 i -> 0 < c -> exists T, 0 <= T /\ forall t, T <= t -> dist i (w t i) < c.
Proof.
  intros In Hc0. destruct (Classical_Prop.classic (exists T, 0 <= T /\ dist i (w T i) < c)) as [(T & T0 & D)|No].
  { exists T. split; [exact T0|]. intros t Ht. destruct (stays 0 T ltac:(lra) In) as [InT _]. destruct (stays T t ltac:(lra) InT) as [_ Q]. lra. }
  assert (Far : forall t, 0 <= t -> c <= dist i (w t i)) by (intros t Ht; apply Rnot_lt_le; intros Lt; apply No; exists t; auto).
  exfalso. assert (A := a_pos alpha kind Ha). set (m := Rmin (a * (c / 2)) clip).
  assert (m0 : 0 < m) by (apply Rmin_glb_lt; [apply Rmult_lt_0_compat; lra | exact Hc]).
  set (D0 := dist i (w 0 i)). assert (D0p : 0 <= D0) by apply Rmax_l. set (t1 := (D0 + 1) / m).
  assert (t10 : 0 < t1) by (apply Rdiv_lt_0_compat; lra).
  assert (Cd : continuous_curve (fun t => dist i (w t i))).
  { intros t Ht e Hee. destruct (curve i Hi t Ht e Hee) as (d & d0 & D). exists d. split; [exact d0|]. intros s Hs B.
    eapply Rle_lt_trans; [apply dist_change | apply (D s Hs B)]. }
  assert (F := does_not_grow (fun t => dist i (w t i) + m * t) 0 t1 (continuous_affine _ m Cd) ltac:(lra)). cbv beta in F.
  assert (dist i (w t1 i) + m * t1 <= dist i (w 0 i) + m * 0).
  { apply F. intros t Ht. assert (I := proj1 (stays 0 t ltac:(lra) In)). assert (Fr := Far t ltac:(lra)). destruct ends as (_ & _ & Wide).
    assert (Dx : forall x, hi i < x -> dist i x = x - hi i).
    { intros x X. unfold levels.dist. unfold low_end, high_end in *. unfold Rmax. repeat destruct Rle_dec; lra. }
    assert (Dy : forall x, x < lo i -> dist i x = lo i - x).
    { intros x X. unfold levels.dist. unfold low_end, high_end in *. unfold Rmax. repeat destruct Rle_dec; lra. }
    destruct (Rlt_dec (hi i) (w t i)) as [X|X]; [|destruct (Rlt_dec (w t i) (lo i)) as [Y|Y]].
    - destruct (falls_right t ltac:(lra) I X) as (e & e0 & E). exists e. split; [exact e0|]. intros s Hs. destruct (E s Hs) as [E1 E2].
      rewrite (Dx _ E1), (Dx _ X). rewrite (Dx _ X) in Fr.
      assert (m <= Rmin (a * ((w t i - hi i) / 2)) clip).
      { unfold m. apply Rmin_glb; [eapply Rle_trans; [apply Rmin_l|]; apply Rmult_le_compat_l; lra | apply Rmin_r]. }
      assert (m * (s - t) <= Rmin (a * ((w t i - hi i) / 2)) clip * (s - t)) by (apply Rmult_le_compat_r; lra). lra.
    - destruct (falls_left t ltac:(lra) I Y) as (e & e0 & E). exists e. split; [exact e0|]. intros s Hs. destruct (E s Hs) as [E1 E2].
      rewrite (Dy _ E1), (Dy _ Y). rewrite (Dy _ Y) in Fr.
      assert (m <= Rmin (a * ((lo i - w t i) / 2)) clip).
      { unfold m. apply Rmin_glb; [eapply Rle_trans; [apply Rmin_l|]; apply Rmult_le_compat_l; lra | apply Rmin_r]. }
      assert (m * (s - t) <= Rmin (a * ((lo i - w t i) / 2)) clip * (s - t)) by (apply Rmult_le_compat_r; lra). lra.
    - exfalso. assert (Z : dist i (w t i) = 0); [|lra]. unfold levels.dist. unfold low_end, high_end in *. unfold Rmax. repeat destruct Rle_dec; lra. }
  assert (m * t1 = D0 + 1) by (unfold t1; field; lra). assert (0 <= dist i (w t1 i)) by apply Rmax_l. fold D0 in H. lra.
Qed.
End Coordinate.

(* (a) *)
Theorem one_box : (forall i, (i < n)%nat -> within_basin 0 i) ->
  (forall s t i, 0 <= s <= t -> (i < n)%nat -> within_basin t i /\ dist i (w t i) <= dist i (w s i)) /\
  forall c, 0 < c -> exists T, 0 <= T /\ forall t i, T <= t -> (i < n)%nat -> dist i (w t i) < c.
Proof.
  intros In. split.
  - intros s t i Hs Hi. apply (stays i Hi s t Hs). apply (stays i Hi 0 s ltac:(lra) (In i Hi)).
  - intros c C0. assert (Each := fun i Hi => arrives_at i Hi c (In i Hi) C0).
    assert (All : forall m, (m <= n)%nat -> exists T, 0 <= T /\ forall t i, T <= t -> (i < m)%nat -> dist i (w t i) < c).
    { induction m as [|m IH]; intros Hm; [exists 0; split; [lra | intros; lia]|]. destruct (IH ltac:(lia)) as (T & T0 & HT).
      destruct (Each m ltac:(lia)) as (T' & T0' & HT'). exists (Rmax T T'). assert (M1 := Rmax_l T T'). assert (M2 := Rmax_r T T').
      split; [lra|]. intros t i Ht Hi. destruct (Nat.eq_dec i m) as [->|Ne]; [apply HT'; lra | apply HT; [lra | lia]]. }
    apply (All n (Nat.le_refl n)).
Qed.

(* ---- near the box ---- *)
Variables (M : R) (hat : (nat -> R) -> nat -> R).
Hypothesis HM : 0 < M.
Hypothesis HLip : forall x y, inN x -> inN y -> norm2 n (fun i => g x i - g y i) <= M ^ 2 * norm2 n (fun i => x i - y i).
Notation lows := (low_end levels level eps kind).
Notation highs := (high_end levels level eps kind).
Hypothesis Hhat : minimises n M lows highs l hat.
Notation S2 := (S2 n lows highs hat).
Notation d2 := (d2 n lows highs).
Notation kap := (kappa M a).
Notation Psi := (Psi n M a lows highs l hat).
Definition slope_of_Psi (x : nat -> R) (i : nat) : R := 2 * M * (x i - hat x i) + 2 * kap * (x i - nearest lows highs x i).
Definition nearby t := forall i, (i < n)%nat -> dist i (w t i) < delta.

Lemma setting : (0 < delta /\ 3 * delta <= 2 * mu /\ 2 * alpha * delta <= clip) /\ (0 < a /\ a <= b) /\ 0 <= kap /\ M * (M - 2 * a) <= kap * a /\
  (forall i, (i < n)%nat -> separated (levels i) eps kind mu /\ (level i < length (levels i))%nat) /\
  (forall i, (i < n)%nat -> lows i <= highs i) /\ (forall y, inC n lows highs y -> inN y) /\
  (forall y y', inC n lows highs y -> inC n lows highs y' -> Rabs (l y' - l y - dot n (g y) (fun i => y' i - y i)) <= M / 2 * norm2 n (fun i => y' i - y i)).
Proof.
  assert (HD := delta_star_ok alpha clip mu Ha Hc Hmu). cbv zeta in HD.
  assert (AB := a_b alpha kind Ha). destruct (kappa_pos M a HM (proj1 AB)) as [k0 k1].
  assert (Hq' : forall i, (i < n)%nat -> separated (levels i) eps kind mu /\ (level i < length (levels i))%nat) by auto.
  assert (CN : forall y, inC n lows highs y -> inN y).
  { intros y Hy. eapply C_in_N with (alpha := alpha) (clip := clip) (mu := mu); eauto. }
  split; [exact HD|split; [exact AB|split; [exact k0|split; [exact k1|split; [exact Hq'|split; [|split; [exact CN|]]]]]]].
  - intros i Hi. apply Rlt_le, (box_order n levels level eps mu kind); auto.
  - intros y y' Hy Hy'. apply (descent_N n levels level eps delta kind M l g HM Hgrad HLip); auto.
Qed.

(* Psi falls along the field: 2 M^2 S^2 at least *)
Lemma drift_here x : inN x -> dot n (slope_of_Psi x) (field x) <= - 2 * M ^ 2 * S2 x.
Proof.
  intros Nx. destruct setting as (HD & [A0 AB] & k0 & k1 & Hq' & Box & CN & Ds). destruct (Hhat x) as [Cx _].
  assert (Near : forall i, (i < n)%nat -> near_velocity a b (lows i) (highs i) (x i) (g x i) (field x i)).
  { intros i Hi. apply (kernel_near n levels level eps alpha clip mu delta kind rule Hq' Ha Hc He HD x (g x) i Hi Nx). }
  assert (VI := variational n M lows highs l g HM Ds hat Hhat x (nearest lows highs x) (nearest_in n lows highs Box x)).
  assert (Pc : forall i, (i < n)%nat -> a * (x i - nearest lows highs x i) ^ 2 + g x i * (nearest lows highs x i - hat x i) <= - field x i * (x i - hat x i) /\
    0 <= (x i - nearest lows highs x i) * (nearest lows highs x i - hat x i) /\ a * (x i - nearest lows highs x i) ^ 2 <= - field x i * (x i - nearest lows highs x i)).
  { intros i Hi. destruct (product_coordinate a b (lows i) (highs i) (x i) (g x i) (field x i) (Box i Hi) (Near i Hi) (hat x i) (Cx i Hi)) as [P1 P2].
    destruct (product_coordinate a b (lows i) (highs i) (x i) (g x i) (field x i) (Box i Hi) (Near i Hi) (nearest lows highs x i)
      (nearest_in n lows highs Box x i Hi)) as [P3 _]. split; [exact P1|split; [exact P2|]].
    change (clamp (lows i) (highs i) (x i)) with (nearest lows highs x i) in P3. rewrite Rminus_eq_0, Rmult_0_r, Rplus_0_r in P3. exact P3. }
  assert (Gz := gradient_against_z n M x (nearest lows highs x) (hat x) (g x) (g (hat x)) HM VI (HLip x (hat x) Nx (CN _ Cx)) ltac:(intros i Hi; apply Pc, Hi)).
  set (X := sum n (fun i => field x i * (x i - hat x i))). set (Y := sum n (fun i => field x i * (x i - nearest lows highs x i))).
  assert (E : dot n (slope_of_Psi x) (field x) = 2 * M * X + 2 * kap * Y).
  { unfold dot, X, Y, slope_of_Psi. rewrite <- !sum_scal, <- sum_plus. apply sum_ext; intros; ring. }
  change (norm2 n (fun i => x i - nearest lows highs x i)) with (d2 x) in Gz. change (norm2 n (fun i => nearest lows highs x i - hat x i)) with (S2 x) in Gz.
  assert (HX : X <= - (a * d2 x + sum n (fun i => g x i * (nearest lows highs x i - hat x i)))).
  { unfold X, minimiser.d2, norm2. rewrite <- sum_scal, <- sum_plus, <- sum_opp. apply sum_le. intros i Hi. destruct (Pc i Hi) as (P & _). lra. }
  assert (HY : Y <= - (a * d2 x)).
  { unfold Y, minimiser.d2, norm2. rewrite <- sum_scal, <- sum_opp. apply sum_le. intros i Hi. destruct (Pc i Hi) as (_ & _ & P). lra. }
  assert (D0 : 0 <= d2 x) by apply norm2_pos. rewrite E.
  assert (X2 : 2 * M * X <= 2 * M * - (a * d2 x + (M * S2 x - M / 2 * d2 x))) by (apply Rmult_le_compat_l; lra).
  assert (Y2 : 2 * kap * Y <= 2 * kap * - (a * d2 x)) by (apply Rmult_le_compat_l; lra).
  assert (Q : d2 x * (M * (M - 2 * a)) <= d2 x * (kap * a)) by (apply Rmult_le_compat_l; lra).
  assert (Q2 : 0 <= d2 x * (kap * a)) by (apply Rmult_le_pos; [exact D0 | apply Rmult_le_pos; lra]). lra.
Qed.

(* how Psi, its slope and S vary *)
Lemma Psi_change x x' : Psi x' <= Psi x + dot n (slope_of_Psi x) (fun i => x' i - x i) + (M + kap) * norm2 n (fun i => x' i - x i).
Proof.
  destruct setting as (_ & _ & k0 & _ & _ & Box & _). assert (P := phi_step n M lows highs l hat Hhat x x'). unfold drift.Psi.
  assert (D : d2 x' <= d2 x + 2 * dot n (fun i => x i - nearest lows highs x i) (fun i => x' i - x i) + norm2 n (fun i => x' i - x i)).
  { unfold minimiser.d2, dot, norm2. rewrite <- sum_scal, <- !sum_plus. apply sum_le. intros i Hi. specialize (Box i Hi).
    set (y := nearest lows highs x i). assert (Y : lows i <= y <= highs i) by (unfold y, nearest, clamp, Rmax, Rmin; repeat destruct Rle_dec; lra).
    apply Rle_trans with ((x' i - y) ^ 2); [|right; ring].
    assert (Cl : Rabs (x' i - nearest lows highs x' i) <= Rabs (x' i - y)).
    { unfold nearest, clamp, Rmax, Rmin. repeat destruct Rle_dec; unfold Rabs; repeat destruct Rcase_abs; lra. }
    rewrite <- (pow2_abs (x' i - nearest lows highs x' i)), <- (pow2_abs (x' i - y)). apply pow_incr. split; [apply Rabs_pos | exact Cl]. }
  assert (E : dot n (slope_of_Psi x) (fun i => x' i - x i) = 2 * M * sum n (fun i => (x' i - x i) * (x i - hat x i)) +
    kap * (2 * dot n (fun i => x i - nearest lows highs x i) (fun i => x' i - x i))).
  { unfold dot, slope_of_Psi. rewrite <- !sum_scal, <- sum_plus. apply sum_ext; intros; ring. }
  assert (kap * d2 x' <= kap * (d2 x + 2 * dot n (fun i => x i - nearest lows highs x i) (fun i => x' i - x i) + norm2 n (fun i => x' i - x i)))
    by (apply Rmult_le_compat_l; lra). rewrite E. lra.
Qed.
Lemma hat_change x y : norm n (fun i => hat x i - hat y i) <= 2 * norm n (fun i => x i - y i).
Proof.
  destruct setting as (_ & _ & _ & _ & _ & Box & CN & Ds). destruct (norm_sq n (fun i => x i - y i)) as [N0 N2].
  apply norm_le; [lra|]. replace ((2 * norm n (fun i => x i - y i)) ^ 2) with (4 * norm2 n (fun i => x i - y i)) by (rewrite <- N2; ring).
  apply (hat_lipschitz n M x y (hat x) (hat y) (g (hat x)) (g (hat y)) HM).
  - apply (variational n M lows highs l g HM Ds hat Hhat x (hat y)), Hhat.
  - apply (variational n M lows highs l g HM Ds hat Hhat y (hat x)), Hhat.
  - apply HLip; apply CN, Hhat.
Qed.
Lemma nearest_change x y : norm n (fun i => nearest lows highs x i - nearest lows highs y i) <= norm n (fun i => x i - y i).
Proof.
  destruct setting as (_ & _ & _ & _ & _ & Box & _). destruct (norm_sq n (fun i => x i - y i)) as [N0 N2].
  apply norm_le; [exact N0|]. rewrite N2. unfold norm2. apply sum_le. intros i Hi.
  assert (C := clamp_lipschitz (lows i) (highs i) (x i) (y i) (Box i Hi)). unfold nearest.
  rewrite <- (pow2_abs (clamp _ _ _ - _)), <- (pow2_abs (x i - y i)). apply pow_incr. split; [apply Rabs_pos | exact C].
Qed.
Lemma zed_change x y : norm n (zed lows highs hat x) <= norm n (zed lows highs hat y) + 3 * norm n (fun i => x i - y i).
Proof.
  assert (A := hat_change x y). assert (B := nearest_change x y). rewrite norm_opp in A.
  assert (T1 := norm_triangle n (zed lows highs hat y) (fun i => (nearest lows highs x i - nearest lows highs y i) + (hat y i - hat x i)) (zed lows highs hat x)
    ltac:(intros; unfold zed; ring)).
  assert (T2 := norm_triangle n (fun i => nearest lows highs x i - nearest lows highs y i) (fun i => hat y i - hat x i)
    (fun i => (nearest lows highs x i - nearest lows highs y i) + (hat y i - hat x i)) ltac:(intros; cbv beta; ring)). lra.
Qed.
Lemma S2_change x y : S2 y - 6 * norm n (zed lows highs hat y) * norm n (fun i => x i - y i) <= S2 x.
Proof.
  assert (Z := zed_change y x). rewrite norm_opp in Z. destruct (norm_sq n (zed lows highs hat x)) as [X0 X2]. destruct (norm_sq n (zed lows highs hat y)) as [Y0 Y2].
  destruct (norm_sq n (fun i => x i - y i)) as [D0 _]. unfold minimiser.S2. rewrite <- X2, <- Y2.
  set (s := norm n (zed lows highs hat x)) in *. set (r := norm n (zed lows highs hat y)) in *. set (d := norm n (fun i => x i - y i)) in *.
  destruct (Rle_dec (3 * d) r) as [C|C].
  - assert ((r - 3 * d) ^ 2 <= s ^ 2) by (apply pow_incr; lra). assert (0 <= d ^ 2) by apply pow2_ge_0. lra.
  - assert (0 <= s ^ 2) by apply pow2_ge_0. assert (r * r <= r * (3 * d)) by (apply Rmult_le_compat_l; lra). assert (0 <= r * d) by (apply Rmult_le_pos; lra). lra.
Qed.
Definition slope_rate := 2 * M * 3 + 2 * kap * 2.
Lemma slope_change x y : norm n (fun i => slope_of_Psi x i - slope_of_Psi y i) <= slope_rate * norm n (fun i => x i - y i).
Proof.
  destruct setting as (_ & _ & k0 & _). assert (A := hat_change x y). assert (B := nearest_change x y). rewrite norm_opp in A, B.
  assert (Sc : forall c u, 0 <= c -> norm n (fun i => c * u i) <= c * norm n u).
  { intros c u C. destruct (norm_sq n u) as [U0 U2]. apply norm_le; [apply Rmult_le_pos; lra|]. rewrite Rpow_mult_distr, U2. right.
    unfold norm2. rewrite <- sum_scal. apply sum_ext; intros; ring. }
  set (d := norm n (fun i => x i - y i)) in *.
  assert (T1 := norm_triangle n (fun i => x i - y i) (fun i => hat y i - hat x i) (fun i => (x i - hat x i) - (y i - hat y i)) ltac:(intros; cbv beta; ring)).
  assert (T2 := norm_triangle n (fun i => x i - y i) (fun i => nearest lows highs y i - nearest lows highs x i) (fun i => (x i - nearest lows highs x i) - (y i - nearest lows highs y i)) ltac:(intros; cbv beta; ring)).
  assert (T3 := norm_triangle n (fun i => 2 * M * ((x i - hat x i) - (y i - hat y i))) (fun i => 2 * kap * ((x i - nearest lows highs x i) - (y i - nearest lows highs y i)))
    (fun i => slope_of_Psi x i - slope_of_Psi y i) ltac:(intros; cbv beta; unfold slope_of_Psi; ring)).
  assert (S1 := Sc (2 * M) (fun i => (x i - hat x i) - (y i - hat y i)) ltac:(lra)).
  assert (S3 := Sc (2 * kap) (fun i => (x i - nearest lows highs x i) - (y i - nearest lows highs y i)) ltac:(lra)). cbv beta in S1, S3.
  fold d in T1, T2. unfold slope_rate.
  assert (2 * M * norm n (fun i => (x i - hat x i) - (y i - hat y i)) <= 2 * M * (3 * d)) by (apply Rmult_le_compat_l; lra).
  assert (2 * kap * norm n (fun i => (x i - nearest lows highs x i) - (y i - nearest lows highs y i)) <= 2 * kap * (2 * d)) by (apply Rmult_le_compat_l; lra).
  lra.
Qed.
Lemma norm_within d x : 0 <= d -> within n d x -> norm n x <= (INR n + 1) * d.
Proof.
  intros D W. assert (In0 := pos_INR n). apply norm_le; [apply Rmult_le_pos; lra|]. apply Rle_trans with (INR n * d ^ 2).
  - unfold norm2. rewrite <- sum_const. apply sum_le. intros i Hi. rewrite <- pow2_abs. apply pow_incr. split; [apply Rabs_pos | apply W, Hi].
  - rewrite Rpow_mult_distr. apply Rmult_le_compat_r; [apply pow2_ge_0 | nra].
Qed.

(* (b) the upper right derivative of Psi is at most - 2 M^2 S^2 *)
Lemma decrease_here t V eta : 0 <= t -> nearby t -> 0 < eta -> 0 <= V -> (forall x, within n 1 (fun i => x i - w t i) -> within n V (field x)) ->
  exists e, 0 < e /\ forall s, t <= s < t + e -> Psi (w s) <= Psi (w t) - (2 * M ^ 2 * S2 (w t) - eta) * (s - t).
Proof.
  intros Ht Nr Het V0 HV. destruct setting as (HD & [A0 AB] & k0 & k1 & Hq' & Box & CN & Ds). assert (In0 := pos_INR n). set (m := INR n + 1).
  set (S := norm n (zed lows highs hat (w t))). assert (S0 : 0 <= S) by apply norm_sq. assert (M2 : 0 < M ^ 2) by (apply pow_lt, HM).
  set (c := 12 * M ^ 2 * S * m + slope_rate * m * (m * V) + 1).
  assert (r0 : 0 <= slope_rate) by (unfold slope_rate; lra).
  assert (c0 : 0 < c).
  { unfold c. assert (0 <= 12 * M ^ 2 * S * m) by (repeat apply Rmult_le_pos; lra || (unfold m; lra)).
    assert (0 <= slope_rate * m * (m * V)) by (repeat apply Rmult_le_pos; lra || (unfold m; lra)). lra. }
  assert (Slack : exists d, 0 < d /\ forall i, (i < n)%nat -> dist i (w t i) + d <= delta).
  { assert (All : forall k, (k <= n)%nat -> exists d, 0 < d /\ forall i, (i < k)%nat -> dist i (w t i) + d <= delta).
    { induction k as [|k IH]; intros Hk; [exists 1; split; [lra | intros; lia]|]. destruct (IH ltac:(lia)) as (d & d0 & D).
      specialize (Nr k ltac:(lia)) as Nk. exists (Rmin d (delta - dist k (w t k))). assert (B1 := Rmin_l d (delta - dist k (w t k))).
      assert (B2 := Rmin_r d (delta - dist k (w t k))). split; [apply Rmin_glb_lt; lra|]. intros i Hi.
      destruct (Nat.eq_dec i k) as [->|Ne]; [lra|]. specialize (D i ltac:(lia)). lra. }
    apply (All n (Nat.le_refl n)). }
  destruct Slack as (dd & dd0 & Dd).
  set (d := Rmin (Rmin 1 dd) (eta / 2 / c)). assert (d1 := Rmin_l (Rmin 1 dd) (eta / 2 / c)). assert (d2' := Rmin_r (Rmin 1 dd) (eta / 2 / c)).
  assert (d3 := Rmin_l 1 dd). assert (d4 := Rmin_r 1 dd). fold d in d1, d2'.
  assert (d0 : 0 < d) by (repeat apply Rmin_glb_lt; try lra; apply Rdiv_lt_0_compat; lra).
  assert (dc : d * c <= eta / 2) by (apply Rle_trans with (eta / 2 / c * c); [apply Rmult_le_compat_r; lra | right; field; lra]).
  destruct (filippov_trajectory n field w Hflow) as [_ Tr].
  destruct (Tr t (slope_of_Psi (w t)) (- 2 * M ^ 2 * S2 (w t) + eta / 2) d Ht d0) as (e1 & e10 & E1).
  { intros x X. assert (Xn := norm_within d (fun i => x i - w t i) ltac:(lra) X). fold m in Xn.
    assert (Nx : inN x).
    { intros i Hi. assert (Ch := dist_change i (x i) (w t i)). apply Rabs_le_between in Ch. specialize (Dd i Hi). specialize (X i Hi). cbv beta in X. lra. }
    assert (Dr := drift_here x Nx). assert (Sx := S2_change x (w t)). fold S in Sx. assert (Cs := slope_change (w t) x). rewrite (norm_opp n (w t) x) in Cs.
    assert (Vx := norm_within V (field x) V0 (HV x ltac:(intros i Hi; specialize (X i Hi); lra))). fold m in Vx.
    assert (Sp : dot n (slope_of_Psi (w t)) (field x) = dot n (slope_of_Psi x) (field x) + dot n (fun i => slope_of_Psi (w t) i - slope_of_Psi x i) (field x)).
    { unfold dot. rewrite <- sum_plus. apply sum_ext; intros; ring. }
    destruct (norm_sq n (fun i => slope_of_Psi (w t) i - slope_of_Psi x i)) as [Q0 Q2]. destruct (norm_sq n (field x)) as [F0 F2].
    assert (Dt := dot_le n (fun i => slope_of_Psi (w t) i - slope_of_Psi x i) (field x) _ _ Q0 F0 ltac:(lra) ltac:(lra)).
    set (nx := norm n (fun i => x i - w t i)) in *. assert (n0 : 0 <= nx) by apply norm_sq.
    assert (B1 : norm n (fun i => slope_of_Psi (w t) i - slope_of_Psi x i) * norm n (field x) <= slope_rate * (m * d) * (m * V)).
    { apply Rmult_le_compat; try lra. eapply Rle_trans; [exact Cs|]. apply Rmult_le_compat_l; [exact r0|].
      exact Xn. }
    assert (B2 : 6 * S * nx <= 6 * S * (m * d)) by (apply Rmult_le_compat_l; lra).
    assert (B3 : 2 * M ^ 2 * (S2 (w t) - 6 * S * (m * d)) <= 2 * M ^ 2 * S2 x) by (apply Rmult_le_compat_l; lra).
    assert (B4 : 12 * M ^ 2 * S * m * d + slope_rate * m * (m * V) * d <= d * c) by (unfold c; lra).
    rewrite Sp. lra. }
  (* the increments are at most V (s - t) *)
  assert (Inc : exists e, 0 < e /\ forall s, t <= s < t + e -> within n (V * (s - t)) (fun i => w s i - w t i)).
  { assert (All : forall k, (k <= n)%nat -> exists e, 0 < e /\ forall s, t <= s < t + e -> forall i, (i < k)%nat -> Rabs (w s i - w t i) <= V * (s - t)).
    { induction k as [|k IH]; intros Hk; [exists 1; split; [lra | intros; lia]|]. destruct (IH ltac:(lia)) as (e & e0 & E).
      destruct (rises k 1 t V 1 ltac:(lia) Ht ltac:(lra)) as (u & u0 & U).
      { intros x X. specialize (HV x X k ltac:(lia)). apply Rabs_le_between in HV. lra. }
      destruct (rises k (-1) t V 1 ltac:(lia) Ht ltac:(lra)) as (v & v0 & W).
      { intros x X. specialize (HV x X k ltac:(lia)). apply Rabs_le_between in HV. lra. }
      exists (Rmin e (Rmin u v)). assert (B1 := Rmin_l e (Rmin u v)). assert (B2 := Rmin_r e (Rmin u v)). assert (B3 := Rmin_l u v). assert (B4 := Rmin_r u v).
      split; [repeat apply Rmin_glb_lt; assumption|]. intros s Hs i Hi. destruct (Nat.eq_dec i k) as [->|Ne]; [|apply E; [lra | lia]].
      specialize (U s ltac:(lra)). specialize (W s ltac:(lra)). apply Rabs_le. lra. }
    destruct (All n (Nat.le_refl n)) as (e & e0 & E). exists e. split; [exact e0|]. intros s Hs i Hi. apply (E s Hs i Hi). }
  destruct Inc as (e2 & e20 & E2). set (q := (M + kap) * (m * V) ^ 2 + 1).
  assert (q0 : 0 < q). { unfold q. assert (0 <= (M + kap) * (m * V) ^ 2) by (apply Rmult_le_pos; [lra | apply pow2_ge_0]). lra. }
  set (e := Rmin (Rmin e1 e2) (eta / 2 / q)). assert (b1 := Rmin_l (Rmin e1 e2) (eta / 2 / q)). assert (b2 := Rmin_r (Rmin e1 e2) (eta / 2 / q)).
  assert (b3 := Rmin_l e1 e2). assert (b4 := Rmin_r e1 e2). fold e in b1, b2.
  exists e. split; [repeat apply Rmin_glb_lt; try lra; apply Rdiv_lt_0_compat; lra|]. intros s Hs.
  specialize (E1 s ltac:(lra)). specialize (E2 s ltac:(lra)).
  assert (W := norm_within (V * (s - t)) (fun i => w s i - w t i) ltac:(apply Rmult_le_pos; lra) E2). fold m in W.
  destruct (norm_sq n (fun i => w s i - w t i)) as [W0 W2].
  assert (Q : norm2 n (fun i => w s i - w t i) <= (m * V) ^ 2 * (s - t) ^ 2).
  { rewrite <- W2, <- Rpow_mult_distr. apply pow_incr. split; [exact W0|]. replace (m * V * (s - t)) with (m * (V * (s - t))) by ring. exact W. }
  assert (P := Psi_change (w t) (w s)).
  assert (Q1 : (M + kap) * norm2 n (fun i => w s i - w t i) <= (M + kap) * ((m * V) ^ 2 * (s - t) ^ 2)) by (apply Rmult_le_compat_l; lra).
  assert (Q3 : (s - t) * q <= eta / 2) by (apply Rle_trans with (eta / 2 / q * q); [apply Rmult_le_compat_r; lra | right; field; lra]).
  assert (Q4 : (s - t) * ((s - t) * q) <= (s - t) * (eta / 2)) by (apply Rmult_le_compat_l; lra).
  assert (Q5 : (M + kap) * ((m * V) ^ 2 * (s - t) ^ 2) <= (s - t) * ((s - t) * q)).
  { replace ((s - t) * ((s - t) * q)) with ((s - t) ^ 2 * q) by ring. unfold q. assert (0 <= (s - t) ^ 2) by apply pow2_ge_0. lra. }
  lra.
Qed.

(* from then on *)
Lemma near_stays t0 t : 0 <= t0 <= t -> nearby t0 -> nearby t /\ inN (w t) /\ forall i, (i < n)%nat -> within_basin t i.
Proof.
  intros Ht Nr. destruct setting as ((D0 & D3 & _) & _). 
  assert (In : forall i, (i < n)%nat -> within_basin t0 i).
  { intros i Hi. destruct (Hq i Hi) as (Inc & Len & Gap). apply (near_inside (levels i) eps mu kind); auto.
    - intros j Hj. apply Gap, Hj.
    - intros j Hj. apply Gap, Hj.
    - specialize (Nr i Hi). lra. }
  assert (St := fun i Hi => stays i Hi t0 t Ht (In i Hi)).
  assert (N : nearby t) by (intros i Hi; destruct (St i Hi) as [_ Q]; specialize (Nr i Hi); lra).
  split; [exact N|split; [intros i Hi; apply Rlt_le, N, Hi | intros i Hi; apply St, Hi]].
Qed.
Lemma field_bounded : exists V, 0 <= V /\ forall t x, inN (w t) -> within n 1 (fun i => x i - w t i) -> within n V (field x).
Proof.
  destruct setting as ((D0 & _) & _). destruct (N_within n levels level eps delta kind D0) as (Y & Y0 & HY).
  destruct (gradient_bounded n g (Y + 1) Hcont) as (G & G0 & HG). exists (Rmax G clip). split; [eapply Rle_trans; [exact G0 | apply Rmax_l]|].
  intros t x Nt X i Hi. eapply Rle_trans; [apply speed, Hc|]. apply Rmax_lub; [|apply Rmax_r]. eapply Rle_trans; [|apply Rmax_l].
  apply (HG x); [|exact Hi]. intros k Hk. specialize (X k Hk). cbv beta in X. specialize (HY (w t) Nt k Hk).
  replace (x k) with ((x k - w t k) + w t k) by ring. eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.
Lemma Psi_curve : continuous_curve (fun t => Psi (w t)).
Proof.
  intros t Ht e Hee. destruct setting as (_ & _ & k0 & _). assert (In0 := pos_INR n). set (m := INR n + 1).
  set (r := norm n (slope_of_Psi (w t))). assert (r0 : 0 <= r) by apply norm_sq.
  assert (R0 : 0 <= slope_rate) by (unfold slope_rate; lra). set (c := r + slope_rate + M + kap + 1). assert (c0 : 0 < c) by (unfold c; lra).
  set (d := Rmin 1 (e / 2 / c)). assert (d1 := Rmin_l 1 (e / 2 / c)). assert (d2' := Rmin_r 1 (e / 2 / c)). fold d in d1, d2'.
  assert (d0 : 0 < d) by (apply Rmin_glb_lt; [lra | apply Rdiv_lt_0_compat; lra]).
  destruct (close_for_a_while n w t (d / m) curve Ht ltac:(apply Rdiv_lt_0_compat; unfold m; lra)) as (u & u0 & U).
  exists u. split; [exact u0|]. intros s Hs B. specialize (U s Hs B).
  assert (W := norm_within (d / m) (fun i => w s i - w t i) ltac:(apply Rlt_le, Rdiv_lt_0_compat; unfold m; lra) U). fold m in W.
  replace (m * (d / m)) with d in W by (field; unfold m; lra).
  set (x := w t) in *. set (y := w s) in *. destruct (norm_sq n (fun i => y i - x i)) as [N0 N2]. set (q := norm n (fun i => y i - x i)) in *.
  assert (Dq : forall z, Rabs (dot n (slope_of_Psi z) (fun i => y i - x i)) <= norm n (slope_of_Psi z) * q).
  { intros z. destruct (norm_sq n (slope_of_Psi z)) as [Z0 Z2]. apply Rabs_le. split; [|apply dot_le; lra].
    assert (O := dot_le n (slope_of_Psi z) (fun i => x i - y i) (norm n (slope_of_Psi z)) q Z0 N0 ltac:(lra)).
    assert (E : norm2 n (fun i => x i - y i) <= q ^ 2) by (rewrite N2; right; unfold norm2; apply sum_ext; intros; ring). specialize (O E).
    assert (Op : dot n (slope_of_Psi z) (fun i => x i - y i) = - dot n (slope_of_Psi z) (fun i => y i - x i)).
    { unfold dot. rewrite <- sum_opp. apply sum_ext; intros; ring. } lra. }
  assert (P1 := Psi_change x y). assert (P2 := Psi_change y x).
  assert (E2 : norm2 n (fun i => x i - y i) = norm2 n (fun i => y i - x i)) by (unfold norm2; apply sum_ext; intros; ring).
  assert (E3 : dot n (slope_of_Psi y) (fun i => x i - y i) = - dot n (slope_of_Psi y) (fun i => y i - x i)).
  { unfold dot. rewrite <- sum_opp. apply sum_ext; intros; ring. }
  rewrite E2, E3 in P2. rewrite <- N2 in P1, P2.
  assert (Sy : norm n (slope_of_Psi y) <= r + slope_rate * q).
  { assert (T := norm_triangle n (slope_of_Psi x) (fun i => slope_of_Psi y i - slope_of_Psi x i) (slope_of_Psi y) ltac:(intros; cbv beta; ring)).
    assert (C := slope_change y x). fold q in C. fold r in T. lra. }
  assert (Dx := Dq x). assert (Dy := Dq y). fold r in Dx. apply Rabs_le_between in Dx. apply Rabs_le_between in Dy.
  assert (Qq : q ^ 2 <= q) by nra. assert (Sq : norm n (slope_of_Psi y) * q <= (r + slope_rate) * q).
  { apply Rmult_le_compat_r; [exact N0|]. assert (slope_rate * q <= slope_rate * 1) by (apply Rmult_le_compat_l; lra). lra. }
  assert ((M + kap) * q ^ 2 <= (M + kap) * q) by (apply Rmult_le_compat_l; lra).
  assert (qc : q * c <= e / 2) by (apply Rle_trans with (e / 2 / c * c); [apply Rmult_le_compat_r; lra | right; field; lra]).
  assert (0 <= slope_rate * q) by (apply Rmult_le_pos; lra). unfold c in qc. apply Rabs_def1; lra.
Qed.

Lemma decrease_by c t0 t s : 0 <= t0 <= t -> t <= s -> nearby t0 -> (forall u, t <= u < s -> c <= S2 (w u)) ->
  Psi (w s) <= Psi (w t) - 2 * M ^ 2 * c * (s - t).
Proof.
  intros Ht Hs Nr Low. destruct field_bounded as (V & V0 & HV). apply le_epsilon. intros h Hh.
  set (eta := h / (s - t + 1)). assert (eta0 : 0 < eta) by (apply Rdiv_lt_0_compat; lra).
  assert (eh : eta * (s - t) <= h). { apply Rle_trans with (eta * (s - t + 1)); [apply Rmult_le_compat_l; lra | right; unfold eta; field; lra]. }
  assert (F := does_not_grow (fun u => Psi (w u) + (2 * M ^ 2 * c - eta) * u) t s (continuous_affine _ _ Psi_curve) ltac:(lra)). cbv beta in F.
  assert (Psi (w s) + (2 * M ^ 2 * c - eta) * s <= Psi (w t) + (2 * M ^ 2 * c - eta) * t); [|lra].
  apply F. intros u Hu. destruct (near_stays t0 u ltac:(lra) Nr) as (Nu & Inu & _).
  destruct (decrease_here u V eta ltac:(lra) Nu eta0 V0 (fun x => HV u x Inu)) as (e & e0 & E). exists e. split; [exact e0|].
  intros r Hr. specialize (E r Hr). specialize (Low u Hu). assert (M2 : 0 < M ^ 2) by (apply pow_lt, HM).
  assert (2 * M ^ 2 * c <= 2 * M ^ 2 * S2 (w u)) by (apply Rmult_le_compat_l; lra).
  assert (2 * M ^ 2 * c * (r - u) <= 2 * M ^ 2 * S2 (w u) * (r - u)) by (apply Rmult_le_compat_r; lra). lra.
Qed.
Lemma S2_pos x : 0 <= S2 x.
Proof. apply norm2_pos. Qed.

Theorem decreases t0 : 0 <= t0 -> nearby t0 ->
  (forall t eta, t0 <= t -> 0 < eta -> exists e, 0 < e /\ forall s, t <= s < t + e ->
    Psi (w s) <= Psi (w t) - (2 * M ^ 2 * S2 (w t) - eta) * (s - t)) /\
  forall t s, t0 <= t <= s -> Psi (w s) <= Psi (w t).
Proof.
  intros T0 Nr. split.
  - intros t eta Ht E. destruct field_bounded as (V & V0 & HV). destruct (near_stays t0 t ltac:(lra) Nr) as (Nt & Int & _).
    apply (decrease_here t V eta ltac:(lra) Nt E V0). intros x. apply (HV t x Int).
  - intros t s Hs. assert (D := decrease_by 0 t0 t s ltac:(lra) ltac:(lra) Nr (fun u _ => S2_pos (w u))). lra.
Qed.

(* (c) *)
Lemma moves_slowly t0 : 0 <= t0 -> nearby t0 -> exists V, 0 < V /\ forall t s, t0 <= t <= s -> norm n (fun i => w s i - w t i) <= V * (s - t).
Proof.
  intros T0 Nr. destruct field_bounded as (V & V0 & HV). assert (In0 := pos_INR n). exists ((INR n + 1) * (V + 1)).
  split; [apply Rmult_lt_0_compat; lra|]. intros t s Hs. rewrite Rmult_assoc.
  apply norm_within; [apply Rmult_le_pos; lra|]. intros i Hi.
  assert (One : forall u, u = 1 \/ u = -1 -> u * (w s i - w t i) <= (V + 1) * (s - t)).
  { intros u Hu. assert (C : continuous_curve (fun r => u * w r i)).
    { intros r Hr e Hee. destruct (curve i Hi r Hr e Hee) as (d & d0 & D). exists d. split; [exact d0|]. intros q Hqq B. specialize (D q Hqq B).
      replace (u * w q i - u * w r i) with (u * (w q i - w r i)) by ring. rewrite Rabs_mult.
      assert (Ru : Rabs u = 1) by (destruct Hu as [->| ->]; [apply Rabs_R1 | rewrite Rabs_left; lra]). rewrite Ru, Rmult_1_l. exact D. }
    assert (F := does_not_grow (fun r => u * w r i + - (V + 1) * r) t s (continuous_affine _ _ C) ltac:(lra)). cbv beta in F.
    assert (u * w s i + - (V + 1) * s <= u * w t i + - (V + 1) * t); [|lra].
    apply F. intros r Hr. destruct (near_stays t0 r ltac:(lra) Nr) as (_ & Inr & _).
    destruct (rises i u r V 1 Hi ltac:(lra) ltac:(lra)) as (e & e0 & E).
    { intros x X. specialize (HV r x Inr X i Hi). apply Rabs_le_between in HV. destruct Hu as [->| ->]; lra. }
    exists e. split; [exact e0|]. intros q Hqq. specialize (E q Hqq). lra. }
  assert (A := One 1 ltac:(auto)). assert (B := One (-1) ltac:(auto)). apply Rabs_le. lra.
Qed.
Lemma Psi_low : exists low, forall x, low <= Psi x.
Proof.
  destruct setting as (_ & _ & k0 & _ & _ & Box & _ & Ds). destruct (phi_low n M lows highs l g HM Box Ds hat Hhat) as [low Hlow].
  exists low. intros x. unfold drift.Psi. specialize (Hlow x). assert (0 <= kap * d2 x) by (apply Rmult_le_pos; [exact k0 | apply norm2_pos]). lra.
Qed.
Lemma S_vanishes t0 c : 0 <= t0 -> nearby t0 -> 0 < c -> exists T, t0 <= T /\ forall t, T <= t -> S2 (w t) < c.
Proof.
  intros T0 Nr Hc0. apply Classical_Prop.NNPP. intros No.
  assert (Again : forall T, t0 <= T -> exists t, T <= t /\ c <= S2 (w t)).
  { intros T HT. apply Classical_Prop.NNPP. intros N. apply No. exists T. split; [exact HT|]. intros t Ht. apply Rnot_le_lt.
    intros B. apply N. exists t. auto. }
  destruct (moves_slowly t0 T0 Nr) as (V & V0 & HV). destruct Psi_low as [low Hlow].
  set (r := sqrt c). assert (r0 : 0 < r) by (apply sqrt_lt_R0, Hc0). assert (r2 : r ^ 2 = c) by (apply pow2_sqrt; lra).
  set (tau := r / (6 * V)). assert (tau0 : 0 < tau) by (apply Rdiv_lt_0_compat; lra). assert (M2 : 0 < M ^ 2) by (apply pow_lt, HM).
  set (drop := 2 * M ^ 2 * (c / 4) * tau). assert (drop0 : 0 < drop) by (unfold drop; apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; lra | exact tau0]).
  assert (Falls : forall N : nat, exists t, t0 <= t /\ Psi (w t) <= Psi (w t0) - INR N * drop).
  { induction N as [|N (t & Ht & P)]; [exists t0; split; [lra | change (INR 0) with 0; lra]|]. destruct (Again t Ht) as (u & Hu & B).
    exists (u + tau). split; [lra|]. assert (D1 := proj2 (decreases t0 T0 Nr) t u ltac:(lra)).
    assert (D2 := decrease_by (c / 4) t0 u (u + tau) ltac:(lra) ltac:(lra) Nr). rewrite S_INR.
    assert (X : Psi (w (u + tau)) <= Psi (w u) - 2 * M ^ 2 * (c / 4) * (u + tau - u)).
    { apply D2. intros q Hqq. assert (Z := zed_change (w u) (w q)). rewrite norm_opp in Z. assert (Mv := HV u q ltac:(lra)).
      destruct (norm_sq n (zed lows highs hat (w u))) as [A0 A2]. destruct (norm_sq n (zed lows highs hat (w q))) as [B0 B2].
      unfold minimiser.S2 in *. rewrite <- A2 in B. rewrite <- B2.
      assert (Ru : r <= norm n (zed lows highs hat (w u))) by (apply Rsqr_incr_0_var; [unfold Rsqr; lra | exact A0]).
      assert (Vt : V * (q - u) <= V * tau) by (apply Rmult_le_compat_l; lra). replace (V * tau) with (r / 6) in Vt by (unfold tau; field; lra).
      assert ((r / 2) ^ 2 <= norm n (zed lows highs hat (w q)) ^ 2) by (apply pow_incr; lra). lra. }
    replace (u + tau - u) with tau in X by ring. fold drop in X. lra. }
  destruct (archimed ((Psi (w t0) - low) / drop)) as [A _]. set (z := Z.to_nat (up ((Psi (w t0) - low) / drop))).
  assert (Q0 : 0 <= (Psi (w t0) - low) / drop).
  { apply Rmult_le_pos; [specialize (Hlow (w t0)); lra | apply Rlt_le, Rinv_0_lt_compat, drop0]. }
  assert (Zb : (Psi (w t0) - low) / drop < INR z) by (unfold z; rewrite INR_IZR_INZ, Z2Nat.id; [exact A | apply le_IZR; lra]).
  destruct (Falls z) as (t & _ & P). specialize (Hlow (w t)).
  assert (Lt : (Psi (w t0) - low) / drop * drop < INR z * drop) by (apply Rmult_lt_compat_r; assumption).
  replace ((Psi (w t0) - low) / drop * drop) with (Psi (w t0) - low) in Lt by (field; lra). lra.
Qed.

Theorem converges : (forall i, (i < n)%nat -> within_basin 0 i) -> forall eta, 0 < eta -> exists T, forall t, T <= t ->
  exists y, stationary n lows highs g y /\ norm2 n (fun i => w t i - y i) < eta.
Proof.
  intros In eta Het. destruct setting as (HD & [A0 AB] & k0 & k1 & Hq' & Box & CN & Ds). assert (In0 := pos_INR n).
  destruct (far_from_stationary n levels level eps alpha clip mu delta kind) with (m := M) (g := g) (l := l) (hat := hat) (eta := eta) as (c & c0 & Far); auto.
  destruct (one_box In) as [_ Arr]. destruct (Arr delta (proj1 HD)) as (T1 & T10 & H1).
  set (m := INR n + 1). set (q := Rmin 1 (c / (4 * m ^ 2))). assert (m2 : 0 < m ^ 2) by (apply pow_lt; unfold m; lra).
  assert (q1 := Rmin_l 1 (c / (4 * m ^ 2))). assert (q2 := Rmin_r 1 (c / (4 * m ^ 2))). fold q in q1, q2.
  assert (q0 : 0 < q) by (apply Rmin_glb_lt; [lra | apply Rdiv_lt_0_compat; lra]).
  destruct (Arr q q0) as (T2 & T20 & H2).
  destruct (S_vanishes T1 (c / 2) T10 (fun i Hi => H1 T1 i (Rle_refl _) Hi) ltac:(lra)) as (T3 & T31 & H3).
  exists (Rmax T2 T3). intros t Ht. assert (X2 := Rmax_l T2 T3). assert (X3 := Rmax_r T2 T3).
  apply Classical_Prop.NNPP. intros No.
  destruct (near_stays T1 t ltac:(lra) (fun i Hi => H1 T1 i (Rle_refl _) Hi)) as (_ & Nt & _).
  assert (F := Far (w t) Nt). specialize (H3 t ltac:(lra)).
  assert (Dt : d2 (w t) <= c / 4).
  { assert (Is : d2 (w t) = norm2 n (fun i => dist i (w t i))) by (eapply distance_is with (mu := mu); eauto). rewrite Is.
    assert (W : norm n (fun i => dist i (w t i)) <= m * q).
    { apply norm_within; [lra|]. intros i Hi. rewrite Rabs_pos_eq by apply Rmax_l. apply Rlt_le, H2; [lra | exact Hi]. }
    destruct (norm_sq n (fun i => dist i (w t i))) as [N0 N2]. rewrite <- N2.
    apply Rle_trans with ((m * q) ^ 2); [apply pow_incr; lra|]. rewrite Rpow_mult_distr.
    assert (q ^ 2 <= q) by nra. apply Rle_trans with (m ^ 2 * (c / (4 * m ^ 2))); [apply Rmult_le_compat_l; lra | right; field; unfold m; lra]. }
  assert (c <= S2 (w t) + d2 (w t)); [|lra]. apply F. intros y Y. apply Rnot_lt_le. intros Lt. apply No. exists y. auto.
Qed.

(* (d) Psi is close to the least value of the loss over the box near its minimisers only *)
Definition least_on_box (y : nat -> R) : Prop := inC n lows highs y /\ forall u, inC n lows highs u -> l y <= l u.
Lemma low_Psi y0 eta : least_on_box y0 -> 0 < eta -> exists c, 0 < c /\ forall x, inN x -> Psi x < l y0 + c ->
  exists y, least_on_box y /\ norm n (fun i => x i - y i) < eta.
Proof.
  intros [Cy0 Ly0] Het. destruct setting as ((D0 & _) & _ & k0 & _ & _ & Box & CN & Ds). apply Classical_Prop.NNPP. intros No.
  assert (Bad : forall k : nat, exists x, Psi x < l y0 + / (INR k + 1) /\ forall y, least_on_box y -> eta <= norm n (fun i => x i - y i)).
  { intros k. apply Classical_Prop.NNPP. intros N. apply No. exists (/ (INR k + 1)).
    split; [apply Rinv_0_lt_compat; assert (P := pos_INR k); lra|]. intros x _ Px. apply Classical_Prop.NNPP. intros N'. apply N.
    exists x. split; [exact Px|]. intros y Y. apply Rnot_lt_le. intros Lt. apply N'. exists y. auto. }
  apply choice in Bad. destruct Bad as [x Hx]. set (h := fun k => hat (x k)).
  assert (Ch : forall k, inC n lows highs (h k)) by (intros k; apply Hhat).
  destruct (N_within n levels level eps delta kind D0) as (Y & Y0 & HY).
  destruct (subsequence n Y h (fun k => HY _ (CN _ (Ch k)))) as (s & y & Hs & T).
  assert (Cy : inC n lows highs y).
  { intros i Hi. specialize (T i Hi). split.
    - apply (is_lim_seq_le (fun _ => lows i) (fun k => h (s k) i) (lows i) (y i)); [intros k; apply (Ch (s k) i Hi) | apply is_lim_seq_const | exact T].
    - apply (is_lim_seq_le (fun k => h (s k) i) (fun _ => highs i) (y i) (highs i)); [intros k; apply (Ch (s k) i Hi) | exact T | apply is_lim_seq_const]. }
  assert (Val : forall k, l (h k) + M * norm2 n (fun i => x k i - h k i) < l y0 + / (INR k + 1)).
  { intros k. destruct (Hx k) as [P _]. unfold drift.Psi, phi, objective in P. fold (h k) in P.
    assert (0 <= kap * d2 (x k)) by (apply Rmult_le_pos; [exact k0 | apply norm2_pos]). lra. }
  assert (Inv : is_lim_seq (fun k => / (INR (s k) + 1)) 0).
  { apply lim_zero_dominated with (v := fun k => / (INR k + 1)) (K := O); [apply lim_inv|]. intros k _.
    assert (P := pos_INR k). assert (Q := le_INR _ _ (Hs k)). rewrite Rabs_pos_eq by (apply Rlt_le, Rinv_0_lt_compat; lra). apply Rinv_le_contravar; lra. }
  assert (Dist : is_lim_seq (fun k => norm2 n (fun i => h (s k) i - y i)) 0) by (apply (tends_distance n (fun k => h (s k)) y T)).
  assert (Ly : l y <= l y0).
  { apply (is_lim_seq_le (fun _ => l y) (fun k => l y0 + / (INR (s k) + 1) - dot n (g y) (fun i => h (s k) i - y i) + M / 2 * norm2 n (fun i => h (s k) i - y i))
      (l y) (l y0)); [|apply is_lim_seq_const|].
    - intros k. assert (D := Ds y (h (s k)) Cy (Ch (s k))). apply Rabs_le_between in D. specialize (Val (s k)).
      assert (0 <= M * norm2 n (fun i => x (s k) i - h (s k) i)) by (apply Rmult_le_pos; [lra | apply norm2_pos]). lra.
    - replace (Finite (l y0)) with (Finite (l y0 + 0 - 0 + M / 2 * 0)) by (f_equal; ring).
      apply is_lim_seq_plus'; [apply is_lim_seq_minus'; [apply is_lim_seq_plus'; [apply is_lim_seq_const | exact Inv]|]|].
      + assert (Z : is_lim_seq (fun k => dot n (g y) (fun i => h (s k) i - y i)) (dot n (g y) (fun i => y i - y i))).
        { apply (lim_sum n (fun k i => g y i * (h (s k) i - y i)) (fun i => g y i * (y i - y i))). intros i Hi.
          apply (is_lim_seq_scal_l _ (g y i) (Finite (y i - y i))). apply is_lim_seq_minus'; [apply T, Hi | apply is_lim_seq_const]. }
        replace (dot n (g y) (fun i => y i - y i)) with 0 in Z; [exact Z|]. unfold dot. rewrite (sum_ext n _ (fun _ => 0)) by (intros; ring).
        rewrite sum_const; ring.
      + apply (is_lim_seq_scal_l _ (M / 2) (Finite 0)), Dist. }
  assert (Ey : least_on_box y) by (split; [exact Cy | intros u Hu; specialize (Ly0 u Hu); lra]).
  assert (Cl : is_lim_seq (fun k => norm2 n (fun i => x (s k) i - h (s k) i)) 0).
  { apply lim_zero_dominated with (v := fun k => / M * / (INR (s k) + 1)) (K := O).
    - replace (Finite 0) with (Finite (/ M * 0)) by (f_equal; ring). apply (is_lim_seq_scal_l _ (/ M) (Finite 0)), Inv.
    - intros k _. rewrite Rabs_pos_eq by apply norm2_pos. specialize (Val (s k)). specialize (Ly0 (h (s k)) (Ch (s k))).
      apply Rmult_le_reg_l with M; [exact HM|]. rewrite <- Rmult_assoc, Rinv_r, Rmult_1_l by lra. lra. }
  assert (Z : 0 < (eta / 2) ^ 2) by (apply pow_lt; lra).
  destruct (lim_zero_below _ Cl _ Z) as [K1 H1]. destruct (lim_zero_below _ Dist _ Z) as [K2 H2].
  set (k := (K1 + K2)%nat). specialize (H1 k ltac:(unfold k; lia)). specialize (H2 k ltac:(unfold k; lia)).
  rewrite Rabs_pos_eq in H1, H2 by apply norm2_pos.
  assert (Root : forall z, norm2 n z < (eta / 2) ^ 2 -> norm n z < eta / 2).
  { intros z B. destruct (norm_sq n z) as [N0 N2]. apply Rsqr_incrst_0; [unfold Rsqr; lra | exact N0 | lra]. }
  assert (R1 := Root _ H1). assert (R2 := Root _ H2).
  assert (Tri := norm_triangle n (fun i => x (s k) i - h (s k) i) (fun i => h (s k) i - y i) (fun i => x (s k) i - y i) ltac:(intros; cbv beta; ring)).
  destruct (Hx (s k)) as [_ Far]. specialize (Far y Ey). lra.
Qed.

(* a start close to a minimiser e: Psi is at most l e + (M + kappa) |w - e|^2 *)
Lemma Psi_near x e : inC n lows highs e -> Psi x <= l e + (M + kap) * norm2 n (fun i => x i - e i).
Proof.
  intros Ce. destruct setting as (_ & _ & k0 & _ & _ & Box & _). destruct (Hhat x) as [_ Mi]. specialize (Mi e Ce).
  unfold drift.Psi, phi. unfold objective in *.
  assert (D : d2 x <= norm2 n (fun i => x i - e i)).
  { unfold minimiser.d2, norm2. apply sum_le. intros i Hi. specialize (Ce i Hi). specialize (Box i Hi).
    rewrite <- (pow2_abs (x i - nearest _ _ _ _)), <- (pow2_abs (x i - e i)). apply pow_incr. split; [apply Rabs_pos|].
    unfold nearest, clamp, Rmax, Rmin. repeat destruct Rle_dec; unfold Rabs; repeat destruct Rcase_abs; lra. }
  assert (kap * d2 x <= kap * norm2 n (fun i => x i - e i)) by (apply Rmult_le_compat_l; lra). lra.
Qed.
Lemma remains_near e c xi : least_on_box e -> norm n (fun i => w 0 i - e i) < xi -> 0 < xi -> xi <= delta -> (M + kap) * xi ^ 2 <= c ->
  0 < c -> forall t, 0 <= t -> inN (w t) /\ Psi (w t) < l e + c.
Proof.
  intros [Ce Le] B X0 Xd Xc C0 t Ht. destruct setting as (_ & _ & k0 & _).
  assert (Nr : nearby 0).
  { intros i Hi. assert (Ch := dist_change i (w 0 i) (e i)). assert (N := norm_coord n (fun i => w 0 i - e i) i Hi). cbv beta in N.
    assert (Z : dist i (e i) = 0).
    { specialize (Ce i Hi). unfold levels.dist. unfold low_end, high_end in *. unfold Rmax. repeat destruct Rle_dec; lra. }
    apply Rabs_le_between in Ch. lra. }
  destruct (near_stays 0 t ltac:(lra) Nr) as (_ & Nt & _). split; [exact Nt|].
  assert (D := proj2 (decreases 0 (Rle_refl 0) Nr) 0 t ltac:(lra)). assert (P := Psi_near (w 0) e Ce).
  destruct (norm_sq n (fun i => w 0 i - e i)) as [N0 N2]. rewrite <- N2 in P.
  assert (norm n (fun i => w 0 i - e i) ^ 2 < xi ^ 2) by nra.
  assert ((M + kap) * norm n (fun i => w 0 i - e i) ^ 2 < (M + kap) * xi ^ 2) by (apply Rmult_lt_compat_l; lra). lra.
Qed.
End Flow.

Theorem stable n levels eps alpha clip mu kind rule (l : (nat -> R) -> R) (g : (nat -> R) -> nat -> R) level M :
  (forall i, (i < n)%nat -> separated (levels i) eps kind mu) -> 0 < alpha -> 0 < clip -> 0 < eps -> 0 < mu ->
  (forall x h t, is_derive (fun s => l (at_ x h s)) t (dot n (g (at_ x h t)) h)) -> continuous_gradient n g ->
  (forall i, (i < n)%nat -> (level i < length (levels i))%nat) -> 0 < M ->
  (forall x y, inN n levels level eps (delta_star alpha clip mu) kind x -> inN n levels level eps (delta_star alpha clip mu) kind y ->
    norm2 n (fun i => g x i - g y i) <= M ^ 2 * norm2 n (fun i => x i - y i)) ->
  let minimiser := least_on_box n levels eps kind l level in
  forall eta, 0 < eta -> exists xi, 0 < xi /\ forall w, filippov n (field levels eps alpha clip kind rule g) w ->
  forall e, minimiser e -> norm n (fun i => w 0 i - e i) < xi ->
  forall t, 0 <= t -> exists y, minimiser y /\ norm n (fun i => w t i - y i) < eta.
Proof.
  intros Hq Ha Hc He Hmu Hgrad Hcont Hlev HM HLip min eta Het.
  destruct (Classical_Prop.classic (exists e, min e)) as [[e0 E0]|No]; [|exists 1; split; [lra|]; intros w _ e E; exfalso; apply No; exists e; exact E].
  assert (HD := delta_star_ok alpha clip mu Ha Hc Hmu). cbv zeta in HD.
  assert (Hq' : forall i, (i < n)%nat -> separated (levels i) eps kind mu /\ (level i < length (levels i))%nat) by auto.
  assert (Box : forall i, (i < n)%nat -> low_end levels level eps kind i <= high_end levels level eps kind i).
  { intros i Hi. apply Rlt_le. eapply box_order with (n := n) (mu := mu); eauto. }
  destruct (minimiser_exists n M (low_end levels level eps kind) (high_end levels level eps kind) l g HM Box) as [hat Hhat].
  { intros y y' Hy Hy'. apply (descent_N n levels level eps (delta_star alpha clip mu) kind M l g HM Hgrad HLip);
      eapply C_in_N with (alpha := alpha) (clip := clip) (mu := mu); eauto. }
  destruct (low_Psi n levels eps alpha clip mu kind Hq Ha Hc He Hmu l g Hgrad level Hlev M hat HM HLip Hhat e0 eta E0 Het) as (c & c0 & HP).
  destruct (kappa_pos M (a_ alpha kind) HM (proj1 (a_b alpha kind Ha))) as [k0 _]. set (kp := kappa M (a_ alpha kind)) in *.
  set (xi := Rmin (delta_star alpha clip mu) (Rmin 1 (c / (M + kp)))).
  assert (x1 := Rmin_l (delta_star alpha clip mu) (Rmin 1 (c / (M + kp)))). assert (x2 := Rmin_r (delta_star alpha clip mu) (Rmin 1 (c / (M + kp)))).
  assert (x3 := Rmin_l 1 (c / (M + kp))). assert (x4 := Rmin_r 1 (c / (M + kp))). fold xi in x1, x2.
  assert (x0 : 0 < xi) by (repeat apply Rmin_glb_lt; try lra; apply Rdiv_lt_0_compat; lra).
  exists xi. split; [exact x0|]. intros w Fl e E B t Ht.
  assert (Xc : (M + kp) * xi ^ 2 <= c).
  { assert (xi ^ 2 <= xi) by nra. apply Rle_trans with ((M + kp) * (c / (M + kp))); [apply Rmult_le_compat_l; lra | right; field; lra]. }
  destruct (remains_near n levels eps alpha clip mu kind rule Hq Ha Hc He Hmu l g Hgrad Hcont w Fl level Hlev M hat HM HLip Hhat e c xi E B x0 x1 Xc c0 t Ht)
    as [Nt Pt].
  apply (HP (w t) Nt). destruct E0 as [C0 L0]. destruct E as [Ce Le]. specialize (Le e0 C0). lra.
Qed.
