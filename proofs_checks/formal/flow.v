(* Solutions of w' = h(w) for an h that jumps: absolutely continuous curves whose derivative is, outside a null
   set of times, in every closed half-space that holds h near the point. The intersection of these half-spaces is
   the intersection of the closed convex hulls of h over smaller and smaller neighbourhoods (Krasovskii's set);
   Filippov's set is a part of it, so that his solutions are among these curves. Along such a curve a linear
   function grows no faster than h lets it (trajectory). *)
From Coq Require Import Reals Lra Psatz Arith Lia ClassicalChoice.
From Coquelicot Require Import Coquelicot.
From Askew Require Import sums sequences arrival.
Open Scope R_scope.

(* ---- induction over an interval ---- *)
Lemma interval_induction (P : R -> Prop) t0 t1 : t0 <= t1 -> P t0 ->
  (forall t, t0 <= t < t1 -> P t -> exists d, 0 < d /\ forall s, t <= s < t + d -> P s) ->
  (forall t, t0 < t <= t1 -> (forall s, t0 <= s < t -> P s) -> P t) -> forall t, t0 <= t <= t1 -> P t.
Proof.
  intros L P0 Ext Lim.
  destruct (completeness (fun t => t0 <= t <= t1 /\ forall s, t0 <= s <= t -> P s)) as [T [Up Least]].
  - exists t1. intros t [H _]. lra.
  - exists t0. split; [lra|]. intros s Hs. replace s with t0 by lra. exact P0.
  - assert (T0 : t0 <= T) by (apply Up; split; [lra | intros s Hs; replace s with t0 by lra; exact P0]).
    assert (T1 : T <= t1) by (apply Least; intros t [H _]; lra).
    assert (Below : forall s, t0 <= s < T -> P s).
    { intros s Hs. apply Classical_Prop.NNPP. intros N. assert (T <= s); [|lra]. apply Least. intros t [Ht A].
      apply Rnot_lt_le. intros B. apply N, A. lra. }
    assert (PT : P T).
    { destruct (Req_dec T t0) as [->|Ne]; [exact P0|]. apply Lim; [lra | exact Below]. }
    assert (E : T = t1).
    { apply Rle_antisym; [exact T1|]. apply Rnot_lt_le. intros B. destruct (Ext T ltac:(lra) PT) as (d & d0 & D).
      set (s := Rmin t1 (T + d / 2)). assert (S1 := Rmin_l t1 (T + d / 2)). assert (S2 := Rmin_r t1 (T + d / 2)). fold s in S1, S2.
      assert (S3 : T < s) by (apply Rmin_glb_lt; lra). assert (s <= T); [|lra]. apply Up. split; [lra|]. intros u Hu.
      destruct (Rlt_dec u T); [apply Below; lra | apply D; lra]. }
    intros t Ht. destruct (Rlt_dec t T); [apply Below; lra | replace t with T by lra; exact PT].
Qed.

(* continuous from the left and from the right at every time t >= 0 *)
Definition continuous_curve (f : R -> R) : Prop := forall t, 0 <= t -> forall e, 0 < e ->
  exists d, 0 < d /\ forall s, 0 <= s -> Rabs (s - t) < d -> Rabs (f s - f t) < e.
Lemma continuous_affine f m : continuous_curve f -> continuous_curve (fun t => f t + m * t).
Proof.
  intros H t Ht e He. destruct (H t Ht (e / 2) ltac:(lra)) as (d & d0 & D).
  set (r := e / (2 * (Rabs m + 1))). assert (M := Rabs_pos m). assert (r0 : 0 < r) by (apply Rdiv_lt_0_compat; lra).
  exists (Rmin d r). split; [apply Rmin_glb_lt; assumption|]. intros s Hs B. assert (B1 := Rmin_l d r). assert (B2 := Rmin_r d r).
  specialize (D s Hs ltac:(lra)). replace (f s + m * s - (f t + m * t)) with ((f s - f t) + m * (s - t)) by ring.
  eapply Rle_lt_trans; [apply Rabs_triang|]. rewrite Rabs_mult.
  assert (Rabs m * Rabs (s - t) <= Rabs m * r) by (apply Rmult_le_compat_l; lra).
  assert (Rabs m * r <= (Rabs m + 1) * r) by (apply Rmult_le_compat_r; lra).
  assert ((Rabs m + 1) * r = e / 2) by (unfold r; field; lra). lra.
Qed.

(* a continuous function that does not grow to the right of any point does not grow *)
Lemma does_not_grow f t0 t1 : continuous_curve f -> 0 <= t0 <= t1 ->
  (forall t, t0 <= t < t1 -> exists d, 0 < d /\ forall s, t <= s < t + d -> f s <= f t) -> f t1 <= f t0.
Proof.
  intros C L H. apply (interval_induction (fun t => f t <= f t0) t0 t1); try lra.
  - intros t Ht P. destruct (H t Ht) as (d & d0 & D). exists d. split; [exact d0|]. intros s Hs. specialize (D s Hs). lra.
  - intros t Ht Below. apply le_epsilon. intros e He. destruct (C t ltac:(lra) e He) as (d & d0 & D).
    set (s := Rmax t0 (t - d / 2)). assert (S1 := Rmax_l t0 (t - d / 2)). assert (S2 := Rmax_r t0 (t - d / 2)). fold s in S1, S2.
    assert (S3 : s < t) by (apply Rmax_lub_lt; lra). specialize (D s ltac:(lra) ltac:(rewrite Rabs_left; lra)).
    apply Rabs_def2 in D. specialize (Below s ltac:(lra)). lra.
Qed.

(* ---- null sets of times and absolutely continuous functions ---- *)
(* open intervals (a k, b k) of total length at most e cover the set *)
Definition null_times (Z : R -> Prop) : Prop := forall e, 0 < e -> exists a b : nat -> R, (forall k, a k <= b k) /\
  (forall t, Z t -> exists k, a k < t < b k) /\ forall K, sum K (fun k => b k - a k) <= e.
(* intervals [p 0, q 0], [p 1, q 1], ... one after the other *)
Definition chain (t0 t1 : R) m (p q : nat -> R) : Prop := (forall j, (j < m)%nat -> t0 <= p j <= q j /\ q j <= t1) /\
  forall i j, (i < j < m)%nat -> q i <= p j.
Definition absolutely_continuous (f : R -> R) : Prop := forall t1, 0 <= t1 -> forall e, 0 < e -> exists d, 0 < d /\
  forall m p q, chain 0 t1 m p q -> sum m (fun j => q j - p j) <= d -> sum m (fun j => Rabs (f (q j) - f (p j))) <= e.

Lemma absolutely_continuous_continuous f : absolutely_continuous f -> continuous_curve f.
Proof.
  intros A t Ht e He. destruct (A (t + 1) ltac:(lra) (e / 2) ltac:(lra)) as (d & d0 & D). exists (Rmin d 1).
  split; [apply Rmin_glb_lt; lra|]. intros s Hs B. assert (B1 := Rmin_l d 1). assert (B2 := Rmin_r d 1).
  assert (Ch := D 1%nat (fun _ => Rmin s t) (fun _ => Rmax s t)). cbn [sum] in Ch.
  assert (X : Rabs (f (Rmax s t) - f (Rmin s t)) = Rabs (f s - f t)).
  { unfold Rmax, Rmin. destruct Rle_dec; [rewrite Rabs_minus_sym; reflexivity | reflexivity]. }
  assert (Y : Rmax s t - Rmin s t = Rabs (s - t)) by (unfold Rmax, Rmin, Rabs; destruct Rle_dec, Rcase_abs; lra).
  rewrite X in Ch. apply Rle_lt_trans with (e / 2); [|lra]. replace (Rabs (f s - f t)) with (0 + Rabs (f s - f t)) by ring. apply Ch; [|lra].
  split; [|intros; lia]. intros _ _. apply Rabs_def2 in B. unfold Rmax, Rmin. destruct Rle_dec; lra.
Qed.

(* the length of a cover to the left of t *)
Definition covered (t0 : R) (a b : nat -> R) K t := sum K (fun k => Rmax 0 (Rmin (b k) t - Rmax (a k) t0)).
Lemma covered_grows t0 a b K s t : s <= t -> covered t0 a b K s <= covered t0 a b K t.
Proof. intros H. apply sum_le. intros k _. unfold Rmax, Rmin. repeat destruct Rle_dec; lra. Qed.
Lemma covered_interval t0 a b K k s t : (k < K)%nat -> t0 <= s <= t -> a k <= s -> t <= b k ->
  covered t0 a b K s + (t - s) <= covered t0 a b K t.
Proof.
  intros L H A B. unfold covered. induction K as [|K IH]; [lia|]. cbn [sum]. destruct (Nat.eq_dec k K) as [<-|Ne].
  - assert (X := covered_grows t0 a b k s t ltac:(lra)). unfold covered in X.
    assert (Rmax 0 (Rmin (b k) s - Rmax (a k) t0) + (t - s) <= Rmax 0 (Rmin (b k) t - Rmax (a k) t0)); [|lra].
    unfold Rmax, Rmin. repeat destruct Rle_dec; lra.
  - specialize (IH ltac:(lia)). assert (Rmax 0 (Rmin (b K) s - Rmax (a K) t0) <= Rmax 0 (Rmin (b K) t - Rmax (a K) t0)); [|lra].
    unfold Rmax, Rmin. repeat destruct Rle_dec; lra.
Qed.
Lemma covered_bound t0 a b K t e : (forall k, a k <= b k) -> (forall K, sum K (fun k => b k - a k) <= e) -> covered t0 a b K t <= e.
Proof.
  intros Ord H. eapply Rle_trans; [|apply (H K)]. apply sum_le. intros k _. specialize (Ord k). unfold Rmax, Rmin. repeat destruct Rle_dec; lra.
Qed.
(* a chain of intervals each of which lies in one interval of the cover *)
Definition inside_cover (a b : nat -> R) m (p q : nat -> R) := forall j, (j < m)%nat -> exists k, a k <= p j /\ q j <= b k.
Lemma chain_length t0 t1 a b e m p q : (forall k, a k <= b k) -> (forall K, sum K (fun k => b k - a k) <= e) -> 0 <= e ->
  chain t0 t1 m p q -> inside_cover a b m p q -> sum m (fun j => q j - p j) <= e.
Proof.
  intros Ord H E [C1 C2] In.
  assert (Big : exists K, forall j, (j < m)%nat -> exists k, (k < K)%nat /\ a k <= p j /\ q j <= b k).
  { clear C1 C2. induction m as [|m IH]; [exists O; intros; lia|]. destruct IH as [K HK]; [intros j Hj; apply In; lia|].
    destruct (In m ltac:(lia)) as (k & A & B). exists (K + S k)%nat. intros j Hj. destruct (Nat.eq_dec j m) as [->|Ne].
    - exists k. split; [lia | auto].
    - destruct (HK j ltac:(lia)) as (k' & L & AB). exists k'. split; [lia | exact AB]. }
  destruct Big as [K HK].
  assert (Sum : forall r, (r <= m)%nat -> sum r (fun j => q j - p j) <= match r with O => 0 | S r' => covered t0 a b K (q r') end).
  { induction r as [|r IH]; intros Hr; [simpl; lra|]. cbn [sum]. specialize (IH ltac:(lia)).
    destruct (HK r ltac:(lia)) as (k & L & A & B). destruct (C1 r ltac:(lia)) as [P1 P2].
    assert (X := covered_interval t0 a b K k (p r) (q r) L ltac:(lra) A B).
    assert (Y : match r with O => 0 | S r' => covered t0 a b K (q r') end <= covered t0 a b K (p r)).
    { destruct r as [|r']; [apply sum_pos; intros; apply Rmax_l|]. apply covered_grows, C2. lia. }
    lra. }
  specialize (Sum m (Nat.le_refl m)). destruct m as [|m]; [simpl; lra|].
  eapply Rle_trans; [exact Sum|]. apply covered_bound; assumption.
Qed.

Lemma absolutely_continuous_affine f m : absolutely_continuous f -> absolutely_continuous (fun t => f t + m * t).
Proof.
  intros A t1 Ht e He. destruct (A t1 Ht (e / 2) ltac:(lra)) as (d & d0 & D). assert (M := Rabs_pos m).
  set (r := e / (2 * (Rabs m + 1))). assert (r0 : 0 < r) by (apply Rdiv_lt_0_compat; lra).
  assert (rm : Rabs m * r <= e / 2).
  { apply Rle_trans with ((Rabs m + 1) * r); [apply Rmult_le_compat_r; lra | right; unfold r; field; lra]. }
  exists (Rmin d r). split; [apply Rmin_glb_lt; assumption|]. intros k p q Ch Len. assert (L1 := Rmin_l d r). assert (L2 := Rmin_r d r).
  specialize (D k p q Ch ltac:(lra)).
  apply Rle_trans with (sum k (fun j => Rabs (f (q j) - f (p j))) + Rabs m * sum k (fun j => q j - p j)).
  - rewrite <- sum_scal, <- sum_plus. apply sum_le. intros j Hj. destruct Ch as [C1 _]. destruct (C1 j Hj) as [P _].
    replace (f (q j) + m * q j - (f (p j) + m * p j)) with ((f (q j) - f (p j)) + m * (q j - p j)) by ring.
    eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_mult, (Rabs_pos_eq (q j - p j)) by lra. lra.
  - assert (Rabs m * sum k (fun j => q j - p j) <= Rabs m * r) by (apply Rmult_le_compat_l; lra). lra.
Qed.

(* an absolutely continuous f whose derivative is nowhere positive outside a null set does not grow *)
Lemma growth_zero f Z t0 t1 : absolutely_continuous f -> null_times Z -> 0 <= t0 <= t1 ->
  (forall t, t0 <= t < t1 -> ~ Z t -> exists d, is_derive f t d /\ d <= 0) -> f t1 <= f t0.
Proof.
  intros Ac Nz L Der. assert (C := absolutely_continuous_continuous f Ac). apply le_epsilon. intros e He.
  set (r := e / (2 * (t1 - t0 + 1))). assert (r0 : 0 < r) by (apply Rdiv_lt_0_compat; lra).
  assert (re : r * (t1 - t0) <= e / 2).
  { apply Rle_trans with (r * (t1 - t0 + 1)); [apply Rmult_le_compat_l; lra | right; unfold r; field; lra]. }
  destruct (Ac t1 ltac:(lra) (e / 2) ltac:(lra)) as (d & d0 & D). destruct (Nz d d0) as (a & b & Ord & Cov & Len).
  (* V t: the most that f can gain on chains inside of the cover, up to t *)
  set (G := fun t v => exists m p q, chain t0 t m p q /\ inside_cover a b m p q /\ v = sum m (fun j => f (q j) - f (p j))).
  assert (Gb : forall t v, t <= t1 -> G t v -> v <= e / 2).
  { intros t v Ht (m & p & q & Ch & In & ->). eapply Rle_trans; [apply sum_le; intros j _; apply Rle_abs|].
    assert (Lm := chain_length t0 t a b d m p q Ord Len ltac:(lra) Ch In). destruct Ch as [C1 C2].
    apply (D m p q); [|exact Lm]. split; [|exact C2]. intros j Hj. destruct (C1 j Hj). lra. }
  assert (G0 : forall t, G t 0).
  { intros t. exists O, (fun _ => 0), (fun _ => 0). split; [split; intros; lia|split; [intros j Hj; lia | reflexivity]]. }
  assert (Lub : forall t, exists V, t <= t1 -> is_lub (G t) V).
  { intros t. destruct (Rle_dec t t1) as [Ht|Ht]; [|exists 0; tauto].
    destruct (completeness (G t)) as [V HV]; [exists (e / 2); intros v Hv; apply (Gb t v Ht Hv) | exists 0; apply G0 | exists V; auto]. }
  apply choice in Lub. destruct Lub as [V HV].
  assert (Mono : forall s t, s <= t <= t1 -> V s <= V t).
  { intros s t H. apply (HV s ltac:(lra)). intros v (m & p & q & [C1 C2] & In & ->). apply (HV t ltac:(lra)).
    exists m, p, q. split; [split; [|exact C2]|split; [exact In | reflexivity]]. intros j Hj. destruct (C1 j Hj). lra. }
  assert (Add : forall s t k, t0 <= s <= t -> t <= t1 -> a k <= s -> t <= b k -> V s + (f t - f s) <= V t).
  { intros s t k H Ht A B. assert (V s <= V t - (f t - f s)); [|lra]. apply (HV s ltac:(lra)).
    intros v (m & p & q & [C1 C2] & In & ->). assert (Q : sum m (fun j => f (q j) - f (p j)) + (f t - f s) <= V t); [|lra].
    apply (HV t Ht). exists (S m), (fun j => if Nat.eq_dec j m then s else p j), (fun j => if Nat.eq_dec j m then t else q j).
    split; [split|split].
    - intros j Hj. destruct Nat.eq_dec; [lra|]. destruct (C1 j ltac:(lia)). lra.
    - intros i j Hij. destruct (Nat.eq_dec i m); [lia|]. destruct Nat.eq_dec; [destruct (C1 i ltac:(lia)); lra | apply C2; lia].
    - intros j Hj. destruct Nat.eq_dec; [exists k; auto | apply In; lia].
    - cbn [sum]. destruct (Nat.eq_dec m m) as [_|N]; [|contradiction]. f_equal. apply sum_ext. intros j Hj.
      destruct (Nat.eq_dec j m); [lia | reflexivity]. }
  assert (Main : f t1 <= f t0 + r * (t1 - t0) + V t1).
  { apply (interval_induction (fun t => f t <= f t0 + r * (t - t0) + V t) t0 t1); try lra.
    - assert (0 <= V t0) by (apply (HV t0 ltac:(lra)), G0). lra.
    - intros t Ht P. destruct (Classical_Prop.classic (Z t)) as [Zt|Zt].
      + destruct (Cov t Zt) as (k & A & B). exists (Rmin (b k - t) (t1 - t)). split; [apply Rmin_glb_lt; lra|]. intros s Hs.
        assert (S1 := Rmin_l (b k - t) (t1 - t)). assert (S2 := Rmin_r (b k - t) (t1 - t)).
        assert (X := Add t s k ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)).
        assert (0 <= r * (s - t)) by (apply Rmult_le_pos; lra). lra.
      + destruct (Der t Ht Zt) as (y & Dy & Y0). apply is_derive_Reals in Dy. destruct (Dy r r0) as [[dl dl0] Dl]. simpl in Dl.
        exists (Rmin dl (t1 - t)). split; [apply Rmin_glb_lt; lra|]. intros s Hs. assert (S1 := Rmin_l dl (t1 - t)). assert (S2 := Rmin_r dl (t1 - t)).
        assert (X := Mono t s ltac:(lra)). destruct (Req_dec s t) as [->|Ne]; [lra|].
        specialize (Dl (s - t) ltac:(lra) ltac:(rewrite Rabs_pos_eq; lra)). replace (t + (s - t)) with s in Dl by ring.
        apply Rabs_def2 in Dl. destruct Dl as [Dl _].
        assert (Q : (f s - f t) / (s - t) * (s - t) <= r * (s - t)) by (apply Rmult_le_compat_r; lra).
        replace ((f s - f t) / (s - t) * (s - t)) with (f s - f t) in Q by (field; lra). lra.
    - intros t Ht Below. apply le_epsilon. intros h Hh. destruct (C t ltac:(lra) h Hh) as (dl & dl0 & Dl).
      set (s := Rmax t0 (t - dl / 2)). assert (S1 := Rmax_l t0 (t - dl / 2)). assert (S2 := Rmax_r t0 (t - dl / 2)). fold s in S1, S2.
      assert (S3 : s < t) by (apply Rmax_lub_lt; lra). specialize (Dl s ltac:(lra) ltac:(rewrite Rabs_left; lra)).
      apply Rabs_def2 in Dl. specialize (Below s ltac:(lra)). assert (X := Mono s t ltac:(lra)).
      assert (r * (s - t0) <= r * (t - t0)) by (apply Rmult_le_compat_l; lra). lra. }
  assert (V t1 <= e / 2) by (apply (HV t1 ltac:(lra)); intros v Hv; apply (Gb t1 v ltac:(lra) Hv)). lra.
Qed.
Lemma growth f Z beta t0 t1 : absolutely_continuous f -> null_times Z -> 0 <= t0 <= t1 ->
  (forall t, t0 <= t < t1 -> ~ Z t -> exists d, is_derive f t d /\ d <= beta) -> f t1 - f t0 <= beta * (t1 - t0).
Proof.
  intros Ac Nz L Der.
  assert (H := growth_zero (fun t => f t + - beta * t) Z t0 t1 (absolutely_continuous_affine f (- beta) Ac) Nz L). cbv beta in H.
  assert (f t1 + - beta * t1 <= f t0 + - beta * t0); [|lra]. apply H. intros t Ht Zt. destruct (Der t Ht Zt) as (d & D & B).
  exists (d + - beta). split; [|lra]. apply (is_derive_plus f (fun t => - beta * t)); [exact D|].
  auto_derive; [exact I | ring].
Qed.

(* ---- Filippov's solutions ---- *)
(* f is in every closed half-space that holds h on a neighbourhood of x *)
Definition hull n (h : (nat -> R) -> nat -> R) (x f : nat -> R) : Prop := forall c beta d, 0 < d ->
  (forall y, within n d (fun i => y i - x i) -> dot n c (h y) <= beta) -> dot n c f <= beta.
Definition filippov n h (w : R -> nat -> R) : Prop := (forall i, (i < n)%nat -> absolutely_continuous (fun t => w t i)) /\
  exists Z, null_times Z /\ forall t, 0 <= t -> ~ Z t ->
    exists f, hull n h (w t) f /\ forall i, (i < n)%nat -> is_derive (fun s => w s i) t (f i).

(* what the theory needs of a solution *)
Definition trajectory n (h : (nat -> R) -> nat -> R) (w : R -> nat -> R) : Prop :=
  (forall i, (i < n)%nat -> continuous_curve (fun t => w t i)) /\
  forall t c beta d, 0 <= t -> 0 < d -> (forall x, within n d (fun i => x i - w t i) -> dot n c (h x) <= beta) ->
    exists e, 0 < e /\ forall s, t <= s < t + e -> dot n c (fun i => w s i - w t i) <= beta * (s - t).

Lemma close_for_a_while n (w : R -> nat -> R) t d : (forall i, (i < n)%nat -> continuous_curve (fun t => w t i)) -> 0 <= t -> 0 < d ->
  exists e, 0 < e /\ forall s, 0 <= s -> Rabs (s - t) < e -> within n d (fun i => w s i - w t i).
Proof.
  intros C Ht Hd. induction n as [|n IH]; [exists 1; split; [lra | intros s _ _ i Hi; lia]|].
  destruct IH as (e & e0 & E); [intros; apply C; lia|]. destruct (C n ltac:(lia) t Ht d Hd) as (r & r0 & Rr).
  exists (Rmin e r). split; [apply Rmin_glb_lt; assumption|]. intros s Hs B i Hi. assert (B1 := Rmin_l e r). assert (B2 := Rmin_r e r).
  destruct (Nat.eq_dec i n) as [->|Ne]; [apply Rlt_le, (Rr s Hs); lra | apply (E s Hs); [lra | lia]].
Qed.

Lemma combination_continuous n (w : R -> nat -> R) c : (forall i, (i < n)%nat -> absolutely_continuous (fun t => w t i)) ->
  absolutely_continuous (fun t => dot n c (w t)).
Proof.
  induction n as [|n IH]; intros A.
  - intros t1 _ e He. exists 1. split; [lra|]. intros m p q _ _. unfold dot. simpl. rewrite (sum_ext m _ (fun _ => 0)).
    + rewrite sum_const. lra.
    + intros. rewrite Rminus_0_r, Rabs_R0. reflexivity.
  - intros t1 Ht e He. destruct (IH ltac:(intros; apply A; lia) t1 Ht (e / 2) ltac:(lra)) as (d1 & D1 & E1).
    set (r := e / (2 * (Rabs (c n) + 1))). assert (M := Rabs_pos (c n)). assert (r0 : 0 < r) by (apply Rdiv_lt_0_compat; lra).
    destruct (A n ltac:(lia) t1 Ht r r0) as (d2 & D2 & E2). exists (Rmin d1 d2). split; [apply Rmin_glb_lt; assumption|].
    intros m p q Ch Len. assert (L1 := Rmin_l d1 d2). assert (L2 := Rmin_r d1 d2).
    specialize (E1 m p q Ch ltac:(lra)). specialize (E2 m p q Ch ltac:(lra)).
    apply Rle_trans with (sum m (fun j => Rabs (dot n c (w (q j)) - dot n c (w (p j)))) + Rabs (c n) * sum m (fun j => Rabs (w (q j) n - w (p j) n))).
    + rewrite <- sum_scal, <- sum_plus. apply sum_le. intros j _. unfold dot. cbn [sum].
      replace (sum n (fun i => c i * w (q j) i) + c n * w (q j) n - (sum n (fun i => c i * w (p j) i) + c n * w (p j) n)) with
        ((sum n (fun i => c i * w (q j) i) - sum n (fun i => c i * w (p j) i)) + c n * (w (q j) n - w (p j) n)) by ring.
      eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_mult. lra.
    + assert (Rabs (c n) * sum m (fun j => Rabs (w (q j) n - w (p j) n)) <= Rabs (c n) * r) by (apply Rmult_le_compat_l; lra).
      assert (Rabs (c n) * r <= (Rabs (c n) + 1) * r) by (apply Rmult_le_compat_r; lra).
      assert ((Rabs (c n) + 1) * r = e / 2) by (unfold r; field; lra). lra.
Qed.
Lemma combination_derive n (w : R -> nat -> R) c f t : (forall i, (i < n)%nat -> is_derive (fun s => w s i) t (f i)) ->
  is_derive (fun s => dot n c (w s)) t (dot n c f).
Proof.
  induction n as [|n IH]; intros H; unfold dot in *; cbn [sum].
  - auto_derive; [exact I | reflexivity].
  - apply (is_derive_plus (fun s => sum n (fun i => c i * w s i)) (fun s => c n * w s n)); [apply IH; intros; apply H; lia|].
    apply (is_derive_scal (fun s => w s n)), H. lia.
Qed.

Lemma filippov_trajectory n h w : filippov n h w -> trajectory n h w.
Proof.
  intros (Ac & Z & Nz & Sol).
  assert (C : forall i, (i < n)%nat -> continuous_curve (fun t => w t i)) by (intros i Hi; apply absolutely_continuous_continuous, Ac, Hi).
  split; [exact C|]. intros t c beta d Ht Hd Hh. destruct (close_for_a_while n w t (d / 2) C Ht ltac:(lra)) as (e & e0 & E).
  exists e. split; [exact e0|]. intros s Hs.
  assert (Lin : dot n c (fun i => w s i - w t i) = dot n c (w s) - dot n c (w t)).
  { unfold dot, Rminus. rewrite <- sum_opp, <- sum_plus. apply sum_ext; intros; ring. }
  rewrite Lin. apply (growth (fun t => dot n c (w t)) Z); auto; [apply combination_continuous, Ac | lra|].
  intros u Hu Zu. destruct (Sol u ltac:(lra) Zu) as (f & Hf & Df). exists (dot n c f). split; [apply combination_derive, Df|].
  apply (Hf c beta (d / 2) ltac:(lra)). intros y Y. apply Hh. intros i Hi.
  specialize (E u ltac:(lra) ltac:(rewrite Rabs_pos_eq; lra) i Hi). specialize (Y i Hi). cbv beta in E, Y.
  replace (y i - w t i) with ((y i - w u i) + (w u i - w t i)) by ring. eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.

(* solutions exist at least where h vanishes: a rest point *)
Theorem rest_points_solve n (h : (nat -> R) -> nat -> R) (x : nat -> R) : (forall i, (i < n)%nat -> h x i = 0) -> filippov n h (fun _ => x).
Proof.
  intros H. split.
  - intros i Hi t1 _ e He. exists 1. split; [lra|]. intros m p q _ _. rewrite (sum_ext m _ (fun _ => 0)).
    + rewrite sum_const. lra.
    + intros. rewrite Rminus_eq_0. apply Rabs_R0.
  - exists (fun _ => False). split.
    + intros e He. exists (fun _ => 0), (fun _ => 0). split; [intros; lra|split; [contradiction|]]. intros K. rewrite sum_const. lra.
    + intros t _ _. exists (fun _ => 0). split.
      * intros c beta d Hd Hh. assert (Z : dot n c (h x) = dot n c (fun _ => 0)) by (unfold dot; apply sum_ext; intros i Hi; rewrite H by exact Hi; ring).
        rewrite <- Z. apply Hh. intros i Hi. rewrite Rminus_eq_0, Rabs_R0. lra.
      * intros i Hi. apply (is_derive_const (V := R_NormedModule)).
Qed.
