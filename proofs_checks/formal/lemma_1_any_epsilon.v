(* Lemma 1 for every epsilon > 0, at and above the limit too, where intervals touch and merge: on every path
   with bounded gradients, gamma_k -> 0 and a divergent sum, the distance to the feasible set tends to zero.
   The printed rule, both psi, n coordinates. *)
From Coq Require Import Reals Lra Psatz List Arith Lia ClassicalChoice.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel levels sides basins intervals definition_2 sums sequences lemma_1 minimiser drift arrival.
Import ListNotations.
Open Scope R_scope.

Section Coordinate.
Variables (q : list R) (eps alpha clip : R) (kind : nat).
Hypothesis Hinc : increasing q.
Hypothesis Hlen : (0 < length q)%nat.
Hypothesis Ha : 0 < alpha.
Hypothesis Hc : 0 < clip.
Hypothesis He : 0 < eps.
Notation feasible x := (0 <= remoteness x q eps kind).
Notation r := (reach kind eps).
Notation a := (a_ alpha kind).
Notation v x g := (velocity x g q eps alpha clip kind PRINTED).

Lemma psi_sign p : p <= r -> (0 <= psi_of eps kind p <-> 0 <= p).
Proof.
  intros H. assert (R := reach_pos eps kind He). unfold psi_of. destruct Nat.eq_dec; [|reflexivity].
  split; intros P; [apply Rnot_lt_le; intros N; nra | apply Rmult_le_pos; lra].
Qed.
(* a grid with the same psi at x gives the same velocity *)
Lemma same_velocity q' x g : remoteness x q eps kind = remoteness x q' eps kind -> slope x q kind = slope x q' kind ->
  v x g = velocity x g q' eps alpha clip kind PRINTED.
Proof. intros A B. rewrite !velocity_is, A, B. reflexivity. Qed.

(* the velocity at an infeasible point leads to a nearest feasible one *)
Definition leads x g e := (x < e /\ 0 < v x g /\ Rmin (a * (e - x)) clip <= v x g) \/
  (e < x /\ v x g < 0 /\ Rmin (a * (x - e)) clip <= - v x g).

Lemma target x g : ~ feasible x -> exists e, feasible e /\ (forall y, feasible y -> Rabs (x - e) <= Rabs (x - y)) /\ leads x g e.
Proof.
  intros F. assert (R := reach_pos eps kind He). assert (A := a_pos alpha kind Ha).
  destruct (cell_spec q x Hinc) as (L & C1 & C2). destruct (cell x q) as [|i] eqn:C.
  - (* left of all levels *)
    specialize (C2 Hlen). set (e := lv q 0 - r).
    assert (Out : forall y, y < lv q 0 -> (feasible y <-> e <= y)).
    { intros y Y. destruct (left_of_all q eps kind Hinc He y Hlen Y) as (P & _ & B). rewrite P, psi_sign by exact B. unfold e. lra. }
    assert (X : x < e) by (apply Rnot_le_lt; intros N; apply F, Out; lra).
    exists e. split; [apply Out; unfold e; lra|]. split.
    + intros y Y. assert (e <= y).
      { destruct (Rlt_dec y (lv q 0)) as [Yl|Yl]; [apply Out; assumption | unfold e; lra]. }
      rewrite !Rabs_left1 by lra. lra.
    + left. split; [exact X|]. set (q' := [lv q 0]).
      assert (I' : increasing q') by (intros i Hi; simpl in Hi; lia).
      destruct (left_of_all q eps kind Hinc He x Hlen C2) as (P & Sl & _).
      destruct (left_of_all q' eps kind I' He x ltac:(simpl; lia) C2) as (P' & Sl' & _).
      rewrite (same_velocity q') by (rewrite ?P, ?Sl, ?P', ?Sl'; reflexivity).
      apply (push_left q' eps alpha clip kind PRINTED I' ltac:(simpl; lia) Ha Hc He) with (j := O); [intros j Hj; simpl in Hj; lia | simpl; lia | | exact X].
      split; [intros i [=] | simpl; intros; lia].
  - specialize (C1 i eq_refl). destruct (Nat.eq_dec (S i) (length q)) as [E|E].
    + (* right of all *)
      set (e := lv q i + r).
      assert (Out : forall y, lv q i <= y -> (feasible y <-> y <= e)).
      { intros y Y. destruct (right_of_all q eps kind Hinc He i y ltac:(lia) Y) as (P & _ & B). rewrite P, psi_sign by exact B. unfold e. lra. }
      assert (X : e < x) by (apply Rnot_le_lt; intros N; apply F, Out; lra).
      exists e. split; [apply Out; unfold e; lra|]. split.
      * intros y Y. assert (y <= e).
        { destruct (Rle_dec (lv q i) y) as [Yl|Yl]; [apply Out; assumption | unfold e; lra]. }
        rewrite !Rabs_pos_eq by lra. lra.
      * right. split; [exact X|]. set (q' := [lv q i]).
        assert (I' : increasing q') by (intros j Hj; simpl in Hj; lia).
        destruct (right_of_all q eps kind Hinc He i x ltac:(lia) C1) as (P & Sl & _).
        destruct (right_of_all q' eps kind I' He 0 x ltac:(reflexivity) C1) as (P' & Sl' & _).
        rewrite (same_velocity q') by (rewrite ?P, ?Sl, ?P', ?Sl'; reflexivity).
        apply (push_right q' eps alpha clip kind PRINTED I' ltac:(simpl; lia) Ha Hc He) with (j := O); [intros j Hj; simpl in Hj; lia | simpl; lia | | exact X].
        split; [intros j [=] | simpl; intros; lia].
    + (* in gap i, which has an infeasible middle *)
      assert (Hi : (S i < length q)%nat) by lia. specialize (C2 Hi). assert (Inc := Hinc i Hi).
      assert (G : gap_ok q eps kind i).
      { apply Rnot_le_lt. intros N. apply F. apply (gap_feasible q eps kind i x); auto. lra. }
      destruct (width_sq q eps kind i G) as [W0 W2]. assert (W1 := width_lt q eps kind He i G ltac:(unfold gap; lra)).
      set (m := mid q i) in *. set (D := width q eps kind i) in *.
      assert (Ends : lv q i < m - D / 2 /\ m + D / 2 < lv q (S i)) by (unfold m, mid, gap in *; lra).
      assert (Psi : forall y, lv q i <= y < lv q (S i) -> (feasible y <-> D ^ 2 / 4 <= (y - m) ^ 2)).
      { intros y Y. destruct (in_gap q eps kind Hinc He i y Hi G Y) as (P & _ & B). fold m D in P, B. rewrite P, psi_sign by exact B. lra. }
      assert (Sq : forall z, D ^ 2 / 4 <= z ^ 2 <-> z <= - (D / 2) \/ D / 2 <= z).
      { intros z. split; [|intros [Z|Z]; nra]. intros Z. destruct (Rle_dec z (- (D / 2))); [left; assumption|].
        destruct (Rle_dec (D / 2) z); [right; assumption|]. exfalso. nra. }
      assert (X : - (D / 2) < x - m < D / 2).
      { split; apply Rnot_le_lt; intros N; apply F, Psi; try lra; apply Sq; [left | right]; lra. }
      assert (Far : forall y, feasible y -> y <= m - D / 2 \/ m + D / 2 <= y).
      { intros y Y. destruct (Rlt_dec y (lv q i)) as [A1|A1]; [left; lra|]. destruct (Rle_dec (lv q (S i)) y) as [A2|A2]; [right; lra|].
        assert (Q := proj1 (Psi y ltac:(lra)) Y). apply Sq in Q. lra. }
      set (q' := [lv q i; lv q (S i)]).
      assert (I' : increasing q') by (intros [|j] Hj; simpl in Hj; [exact Inc | lia]).
      assert (G' : forall j, (S j < length q')%nat -> gap_ok q' eps kind j) by (intros [|j] Hj; simpl in Hj; [exact G | lia]).
      destruct (in_gap q eps kind Hinc He i x Hi G ltac:(lra)) as (P & Sl & _).
      assert (H2 : (1 < length q')%nat) by (simpl; lia).
      destruct (in_gap q' eps kind I' He 0 x H2 (G' 0%nat H2) ltac:(unfold q', lv; simpl; fold (lv q i) (lv q (S i)); lra)) as (P' & Sl' & _).
      assert (V : v x g = velocity x g q' eps alpha clip kind PRINTED).
      { apply same_velocity; [rewrite P, P' | rewrite Sl, Sl']; reflexivity. }
      destruct (Rlt_dec x m) as [Xm|Xm].
      * exists (m - D / 2). split; [apply Psi; [lra|]; apply Sq; left; lra|]. split.
        -- intros y Y. rewrite (Rabs_pos_eq (x - (m - D / 2))) by lra. destruct (Far y Y); [rewrite Rabs_pos_eq | rewrite Rabs_left1]; lra.
        -- right. split; [lra|]. rewrite V.
           assert (Hh : m - D / 2 = plus q' eps kind 0) by reflexivity. rewrite Hh.
           apply (push_right q' eps alpha clip kind PRINTED I' ltac:(simpl; lia) Ha Hc He G' 0%nat); [simpl; lia | | rewrite <- Hh; lra].
           split; [intros j [=] | intros _; exact Xm].
      * exists (m + D / 2). split; [apply Psi; [lra|]; apply Sq; right; lra|]. split.
        -- intros y Y. rewrite (Rabs_left1 (x - (m + D / 2))) by lra. destruct (Far y Y); [rewrite Rabs_pos_eq | rewrite Rabs_left1]; lra.
        -- left. split; [lra|]. rewrite V. destruct (Req_dec x m) as [Em|Em].
           ++ assert (Vm := at_middle q' eps alpha clip kind PRINTED I' He G' 0%nat g H2).
              replace x with (mid q' 0) by (symmetry; exact Em). rewrite Vm. destruct Nat.eq_dec; [discriminate|].
              split; [exact Hc | apply Rmin_r].
           ++ assert (Hl : m + D / 2 = minus q' eps kind 1) by reflexivity. rewrite Hl.
              apply (push_left q' eps alpha clip kind PRINTED I' ltac:(simpl; lia) Ha Hc He G' 1%nat); [exact H2 | | rewrite <- Hl; lra].
              split; [intros j [= <-]; change (m < x); lra | simpl; intros; lia].
Qed.

(* the distance to the feasible set *)
Definition is_dist x d := 0 <= d /\ (forall e, feasible e -> d <= Rabs (x - e)) /\
  forall t, 0 < t -> exists e, feasible e /\ Rabs (x - e) < d + t.
Lemma dist_exists x : exists d, is_dist x d.
Proof.
  destruct (completeness (fun s => exists e, feasible e /\ s = - Rabs (x - e))) as [m [Up Least]].
  - exists 0. intros s (e & _ & ->). assert (P := Rabs_pos (x - e)). lra.
  - destruct (at_levels q eps kind (lv q 0) Hinc Hlen) as [_ [_ E]]. specialize (E (ex_intro _ O (conj Hlen eq_refl))).
    exists (- Rabs (x - lv q 0)), (lv q 0). split; [lra | reflexivity].
  - exists (- m). split; [|split].
    + assert (m <= 0); [|lra]. apply Least. intros s (e & _ & ->). assert (P := Rabs_pos (x - e)). lra.
    + intros e Fe. assert (- Rabs (x - e) <= m) by (apply Up; exists e; auto). lra.
    + intros t Ht. apply Classical_Prop.NNPP. intros N. assert (m <= m - t); [|lra].
      apply Least. intros s (e & Fe & ->). apply Rnot_lt_le. intros B. apply N. exists e. split; [exact Fe | lra].
Qed.

Lemma dist_step x g gamma d d' : 0 < gamma -> is_dist x d -> is_dist (x + gamma * v x g) d' ->
  d' <= Rmax (d - gamma * Rmin (a * d) clip) (gamma * Rabs (v x g)).
Proof.
  intros G (d0 & Low & Near) (_ & Low' & _). set (u := v x g) in *.
  destruct (Rle_dec 0 (remoteness x q eps kind)) as [F|F].
  - eapply Rle_trans; [|apply Rmax_r]. eapply Rle_trans; [apply (Low' x F)|].
    replace (x + gamma * u - x) with (gamma * u) by ring. rewrite Rabs_mult, (Rabs_pos_eq gamma) by lra. lra.
  - destruct (target x g F) as (e & Fe & Best & Lead).
    assert (D : d = Rabs (x - e)).
    { apply Rle_antisym; [apply Low, Fe|]. apply le_epsilon. intros t Ht. destruct (Near t Ht) as (y & Fy & B).
      specialize (Best y Fy). lra. }
    specialize (Low' e Fe). destruct Lead as [(X & V & M)|(X & V & M)]; fold u in V, M.
    + rewrite Rabs_left1 in D by lra. rewrite (Rabs_pos_eq u) by lra.
      replace (e - x) with d in M by lra. assert (gamma * Rmin (a * d) clip <= gamma * u) by (apply Rmult_le_compat_l; lra).
      destruct (Rle_dec (x + gamma * u) e) as [S|S].
      * eapply Rle_trans; [|apply Rmax_l]. rewrite Rabs_left1 in Low' by lra. lra.
      * eapply Rle_trans; [|apply Rmax_r]. rewrite Rabs_pos_eq in Low' by lra. lra.
    + rewrite Rabs_pos_eq in D by lra. rewrite (Rabs_left u) by lra.
      replace (x - e) with d in M by lra. assert (gamma * Rmin (a * d) clip <= gamma * - u) by (apply Rmult_le_compat_l; lra).
      destruct (Rle_dec e (x + gamma * u)) as [S|S].
      * eapply Rle_trans; [|apply Rmax_l]. rewrite Rabs_pos_eq in Low' by lra. lra.
      * eapply Rle_trans; [|apply Rmax_r]. rewrite Rabs_left1 in Low' by lra. lra.
Qed.

Lemma coordinate (gamma g x : nat -> R) : (forall k, 0 < gamma k) -> is_lim_seq (fun T => sum T gamma) p_infty ->
  (forall k, x (S k) = x k + gamma k * v (x k) (g k)) -> is_lim_seq (fun k => gamma k * Rabs (v (x k) (g k))) 0 ->
  forall t, 0 < t -> exists K, forall k, (K <= k)%nat -> exists e, feasible e /\ Rabs (x k - e) < t.
Proof.
  intros Hg Hinf Hx Hs t Ht. destruct (choice (fun k d => is_dist (x k) d)) as [d Hd]; [intros k; apply dist_exists|].
  assert (A := a_pos alpha kind Ha).
  assert (Z : is_lim_seq d 0).
  { apply (settle gamma d (fun k => gamma k * Rabs (v (x k) (g k))) (fun s => Rmin (a * s) clip) O); auto.
    - intros k. apply Rlt_le, Hg.
    - intros s S. apply Rmin_glb; [apply Rmult_le_pos|]; lra.
    - intros s s' S. assert (a * s <= a * s') by (apply Rmult_le_compat_l; lra). maxmin; lra.
    - intros s S. apply Rmin_glb_lt; [apply Rmult_lt_0_compat|]; lra.
    - intros k. apply Hd.
    - intros k _. apply dist_step; [apply Hg | apply Hd | rewrite <- Hx; apply Hd]. }
  destruct (lim_zero_below _ Z (t / 2) ltac:(lra)) as [K HK]. exists K. intros k Hk. specialize (HK k Hk).
  apply Rabs_def2 in HK. destruct (Hd k) as (_ & _ & Near). destruct (Near (t / 2) ltac:(lra)) as (e & Fe & B).
  exists e. split; [exact Fe | lra].
Qed.
End Coordinate.

Theorem lemma_1_any_epsilon n (q : nat -> list R) eps alpha clip kind G (gamma : nat -> R) (ghat w : nat -> nat -> R) :
  (forall i, (i < n)%nat -> increasing (q i) /\ (0 < length (q i))%nat) -> 0 < alpha -> 0 < clip -> 0 < eps ->
  (forall k, 0 < gamma k) -> is_lim_seq gamma 0 -> is_lim_seq (fun T => sum T gamma) p_infty ->
  (forall k i, (i < n)%nat -> Rabs (ghat k i) <= G) ->
  (forall k i, (i < n)%nat ->
    w (S k) i = w k i + gamma k * velocity (w k i) (ghat k i) (q i) eps alpha clip kind PRINTED) ->
  forall t, 0 < t -> exists K, forall k i, (K <= k)%nat -> (i < n)%nat ->
    exists e, 0 <= remoteness e (q i) eps kind /\ Rabs (w k i - e) < t.
Proof.
  intros Hq Ha Hc He Hg H0 Hinf HG Hw t Ht.
  destruct (eventually_all n (fun i k => exists e, 0 <= remoteness e (q i) eps kind /\ Rabs (w k i - e) < t)) as [K HK].
  - intros i Hi. destruct (Hq i Hi) as [Inc Len].
    apply (coordinate (q i) eps alpha clip kind Inc Len Ha Hc He gamma (fun k => ghat k i) (fun k => w k i)); auto.
    apply lim_zero_dominated with (v := fun k => Rmax G clip * gamma k) (K := O).
    + replace 0 with (Rmax G clip * 0) by ring. apply (is_lim_seq_scal_l _ _ (Finite 0)), H0.
    + intros k _. specialize (Hg k). rewrite Rabs_mult, Rabs_Rabsolu, (Rabs_pos_eq (gamma k)), Rmult_comm by lra.
      apply Rmult_le_compat_r; [lra|].
      eapply Rle_trans; [eapply speed; eassumption|]. apply Rmax_lub; [|apply Rmax_r].
      eapply Rle_trans; [apply HG, Hi | apply Rmax_l].
  - exists K. intros k i Hk Hi. apply (HK i k Hi Hk).
Qed.

(* beyond the outermost ends a step goes inward *)
Lemma size_any q eps alpha clip kind R0 x g gamma : increasing q -> (0 < length q)%nat -> 0 < alpha -> 0 < clip -> 0 < eps ->
  Rabs (lv q 0 - reach kind eps) <= R0 -> Rabs (lv q (length q - 1) + reach kind eps) <= R0 -> 0 < gamma ->
  let u := velocity x g q eps alpha clip kind PRINTED in Rabs (x + gamma * u) <= Rmax (Rabs x) (R0 + gamma * Rabs u).
Proof.
  intros Inc Len Ha Hc He B0 B1 Hg u. assert (R := reach_pos eps kind He).
  assert (Au : Rabs (gamma * u) = gamma * Rabs u) by (rewrite Rabs_mult, (Rabs_pos_eq gamma); lra).
  assert (S0 : 0 <= gamma * Rabs u) by (apply Rmult_le_pos; [lra | apply Rabs_pos]).
  apply Rabs_le_between in B0. apply Rabs_le_between in B1.
  assert (Lv : lv q 0 <= lv q (length q - 1)) by (apply increasing_le; auto; lia).
  destruct (Rle_dec (Rabs x) R0) as [X|X].
  { eapply Rle_trans; [|apply Rmax_r]. eapply Rle_trans; [apply Rabs_triang|]. lra. }
  set (top := Rmax (Rabs x) (R0 + gamma * Rabs u)).
  assert (T1 : Rabs x <= top) by apply Rmax_l. assert (T2 : R0 + gamma * Rabs u <= top) by apply Rmax_r.
  assert (A1 := Rle_abs (gamma * u)). assert (A2 := Rle_abs (- (gamma * u))). rewrite Rabs_Ropp in A2.
  assert (Inf : ~ 0 <= remoteness x q eps kind).
  { destruct (Rlt_dec 0 x) as [P|P].
    - rewrite (Rabs_pos_eq x) in X by lra.
      destruct (right_of_all q eps kind Inc He (length q - 1) x ltac:(lia) ltac:(lra)) as (E & _ & B).
      rewrite E, (psi_sign eps kind He) by exact B. lra.
    - rewrite (Rabs_left1 x) in X by lra.
      destruct (left_of_all q eps kind Inc He x Len ltac:(lra)) as (E & _ & B).
      rewrite E, (psi_sign eps kind He) by exact B. lra. }
  destruct (target q eps alpha clip kind Inc Len Ha Hc He x g Inf) as (e & Fe & _ & Lead).
  assert (Fb : - R0 <= e <= R0).
  { split; apply Rnot_lt_le; intros N.
    - destruct (left_of_all q eps kind Inc He e Len ltac:(lra)) as (E & _ & B). rewrite E, (psi_sign eps kind He) in Fe by exact B. lra.
    - destruct (right_of_all q eps kind Inc He (length q - 1) e ltac:(lia) ltac:(lra)) as (E & _ & B).
      rewrite E, (psi_sign eps kind He) in Fe by exact B. lra. }
  assert (Out : x < - R0 \/ R0 < x).
  { unfold Rabs in X. destruct (Rcase_abs x) in X; lra. }
  destruct Lead as [(Xe & V & _)|(Xe & V & _)]; fold u in V.
  - assert (0 < gamma * u) by (apply Rmult_lt_0_compat; lra). rewrite (Rabs_left1 x) in T1 by lra. apply Rabs_le. lra.
  - assert (0 < gamma * - u) by (apply Rmult_lt_0_compat; lra). rewrite (Rabs_pos_eq x) in T1 by lra. apply Rabs_le. lra.
Qed.

(* gradients that grow at most linearly are bounded on the path *)
Theorem lemma_1_growth n (q : nat -> list R) eps alpha clip kind c0 c1 (gamma : nat -> R) (ghat w : nat -> nat -> R) :
  (forall i, (i < n)%nat -> increasing (q i) /\ (0 < length (q i))%nat) -> 0 < alpha -> 0 < clip -> 0 < eps ->
  (forall k, 0 < gamma k) -> is_lim_seq gamma 0 -> is_lim_seq (fun T => sum T gamma) p_infty -> 0 <= c0 -> 0 <= c1 ->
  (forall k m, 0 <= m -> (forall i, (i < n)%nat -> Rabs (w k i) <= m) -> forall i, (i < n)%nat -> Rabs (ghat k i) <= c0 + c1 * m) ->
  (forall k i, (i < n)%nat ->
    w (S k) i = w k i + gamma k * velocity (w k i) (ghat k i) (q i) eps alpha clip kind PRINTED) ->
  forall t, 0 < t -> exists K, forall k i, (K <= k)%nat -> (i < n)%nat ->
    exists e, 0 <= remoteness e (q i) eps kind /\ Rabs (w k i - e) < t.
Proof.
  intros Hq Ha Hc He Hg H0 Hinf C0 C1 Hgrow Hw.
  destruct (within_exists n (fun i => lv (q i) 0 - reach kind eps)) as (p & p0 & P).
  destruct (within_exists n (fun i => lv (q i) (length (q i) - 1) + reach kind eps)) as (s & s0 & S).
  set (R0 := p + s). assert (R00 : 0 <= R0) by (unfold R0; lra).
  (* one step *)
  assert (Step : forall k m, 0 <= m -> within n m (w k) -> within n (Rmax m (R0 + gamma k * (c0 + clip + c1 * m))) (w (Datatypes.S k))).
  { intros k m M W i Hi. destruct (Hq i Hi) as [Inc Len]. rewrite Hw by exact Hi. assert (G := Hg k).
    eapply Rle_trans; [apply (size_any (q i) eps alpha clip kind R0); auto|].
    - eapply Rle_trans; [apply (P i Hi) | unfold R0; lra].
    - eapply Rle_trans; [apply (S i Hi) | unfold R0; lra].
    - apply Rmax_lub.
      + eapply Rle_trans; [apply (W i Hi) | apply Rmax_l].
      + eapply Rle_trans; [|apply Rmax_r]. apply Rplus_le_compat_l. apply Rmult_le_compat_l; [lra|].
        eapply Rle_trans; [apply speed, Hc|]. assert (Q := Hgrow k m M W i Hi).
        assert (0 <= c1 * m) by (apply Rmult_le_pos; assumption). apply Rmax_lub; lra. }
  set (c := c0 + clip + c1 + 1). assert (c0' : 0 < c) by (unfold c; lra).
  destruct (lim_zero_below _ H0 (/ (2 * c)) ltac:(apply Rinv_0_lt_compat; lra)) as [N HN].
  assert (Before : forall k, exists m, 0 <= m /\ within n m (w k)) by (intros k; apply within_exists).
  assert (Until : exists m, 0 <= m /\ forall k, (k <= N)%nat -> within n m (w k)).
  { clear - Before. induction N as [|N (m & m0 & M)].
    - destruct (Before O) as (m & m0 & M). exists m. split; [exact m0|]. intros k Hk. replace k with O by lia. exact M.
    - destruct (Before (Datatypes.S N)) as (m' & m0' & M'). exists (Rmax m m'). assert (A := Rmax_l m m'). assert (B := Rmax_r m m').
      split; [lra|]. intros k Hk i Hi. destruct (Nat.eq_dec k (Datatypes.S N)) as [->|Ne].
      + eapply Rle_trans; [apply (M' i Hi) | exact B].
      + eapply Rle_trans; [apply (M k ltac:(lia) i Hi) | exact A]. }
  destruct Until as (m & m0 & M). set (Y := Rmax m (2 * R0 + 2)).
  assert (Y1 := Rmax_l m (2 * R0 + 2)). assert (Y2 := Rmax_r m (2 * R0 + 2)). fold Y in Y1, Y2.
  assert (All : forall k, within n Y (w k)).
  { induction k as [|k IH]; [intros i Hi; eapply Rle_trans; [apply (M O ltac:(lia) i Hi) | exact Y1]|].
    destruct (le_lt_dec N k) as [L|L]; [|intros i Hi; eapply Rle_trans; [apply (M (Datatypes.S k) ltac:(lia) i Hi) | exact Y1]].
    intros i Hi. eapply Rle_trans; [apply (Step k Y ltac:(lra) IH i Hi)|]. apply Rmax_lub; [lra|].
    specialize (HN k L). assert (G := Hg k). rewrite Rabs_pos_eq in HN by lra.
    assert (Q : gamma k * (c0 + clip + c1 * Y) <= / (2 * c) * (c * (1 + Y))).
    { apply Rmult_le_compat; [lra | assert (0 <= c1 * Y) by (apply Rmult_le_pos; lra); lra | lra |].
      assert (0 <= c1 * Y) by (apply Rmult_le_pos; lra).
      assert (0 <= (c0 + clip + 1) * Y) by (apply Rmult_le_pos; lra). unfold c. lra. }
    replace (/ (2 * c) * (c * (1 + Y))) with ((1 + Y) / 2) in Q by (field; lra). lra. }
  apply lemma_1_any_epsilon with (alpha := alpha) (clip := clip) (G := c0 + c1 * Y) (gamma := gamma) (ghat := ghat); auto.
  intros k i Hi. apply (Hgrow k Y ltac:(lra) (All k) i Hi).
Qed.
