(* Lemma 1: the distance to the feasible set tends to zero on every path with gamma_k -> 0 and a
   divergent sum, whatever the bounded gradients are; epsilon below the limit. Every coordinate ends in
   one open basin. Both psi; under the projected rule a coordinate may instead rest at an infeasible
   midpoint, where its gradient vanishes from some k on. *)
From Coq Require Import Reals Lra Psatz List Arith Lia.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel levels sides lemma_3 sums sequences basins.
Import ListNotations.
Open Scope R_scope.

(* a grid that epsilon separates, with mu at most half of each infeasible middle *)
Definition separated q eps kind mu : Prop := increasing q /\ (0 < length q)%nat /\
  forall j, (S j < length q)%nat -> gap_ok q eps kind j /\ mu <= width q eps kind j / 2.

(* the exception: from some k on at a midpoint with gradient 0, which the printed rule rules out *)
Definition moves_on q (rule : nat) (x g : nat -> R) : Prop := rule <> PROJECTED \/
  forall K, exists k, (K <= k)%nat /\ forall j, (S j < length q)%nat -> x k = mid q j -> g k <> 0.

Section Coordinate.
Variables (q : list R) (eps alpha clip mu : R) (kind rule : nat).
Hypothesis Hq : separated q eps kind mu.
Hypothesis Ha : 0 < alpha.
Hypothesis Hc : 0 < clip.
Hypothesis He : 0 < eps.
Hypothesis Hmu : 0 < mu.
Variables (gamma g x : nat -> R).
Hypothesis Hgamma : forall k, 0 < gamma k.
Notation v k := (velocity (x k) (g k) q eps alpha clip kind rule).
Hypothesis Hx : forall k, x (S k) = x k + gamma k * v k.
Hypothesis Hinf : is_lim_seq (fun n => sum n gamma) p_infty.
Hypothesis Hrule : moves_on q rule x g.
Hypothesis Hstep : is_lim_seq (fun k => gamma k * Rabs (v k)) 0.

Lemma one_basin : exists j, (j < length q)%nat /\
  (exists K, forall k, (K <= k)%nat -> inside q j (x k)) /\
  is_lim_seq (fun k => dist q eps kind j (x k)) 0.
Proof.
  destruct Hq as (Inc & Len & Gap).
  assert (G1 : forall j, (S j < length q)%nat -> gap_ok q eps kind j) by (intros; apply Gap; assumption).
  assert (G2 : forall j, (S j < length q)%nat -> mu <= width q eps kind j / 2) by (intros; apply Gap; assumption).
  destruct (lim_zero_below _ Hstep mu Hmu) as [K HK].
  assert (Short : forall k, (K <= k)%nat -> gamma k * Rabs (v k) < mu).
  { intros k Hk. specialize (HK k Hk). apply Rabs_def2 in HK. lra. }
  assert (Start : exists N j, (K <= N)%nat /\ (j < length q)%nat /\ inside q j (x (S N))).
  { assert (W : exists N, (K <= N)%nat /\ forall j, (S j < length q)%nat -> x N = mid q j -> rule <> PROJECTED \/ g N <> 0).
    { destruct Hrule as [R|R]; [exists K; auto|]. destruct (R K) as (N & HN & F). exists N. split; [exact HN|].
      intros j L E. right. apply (F j L E). }
    destruct W as (N & HN & W). exists N. rewrite Hx.
    destruct (place q Len (x N)) as [(j & L & I)|(j & L & E)].
    - exists j. split; [exact HN|split; [exact L|]]. apply keep with (mu := mu); auto.
    - specialize (Short N HN). specialize (W j L E). rewrite E in *.
      destruct (leave q eps alpha clip mu kind rule) with (j := j) (g := g N) (gamma := gamma N) as (j' & L' & I'); auto.
      exists j'. auto. }
  destruct Start as (N & j & HN & L & I0).
  assert (In : forall k, (S N <= k)%nat -> inside q j (x k)).
  { intros k Hk. induction Hk as [|k Hk IH]; [exact I0|]. rewrite Hx.
    apply keep with (mu := mu); auto. apply Short; lia. }
  exists j. split; [exact L|split; [exists (S N); exact In|]].
  assert (A := a_pos alpha kind Ha).
  apply (settle gamma _ (fun k => gamma k * Rabs (v k)) (fun s => Rmin (a_ alpha kind * s) clip) (S N)); auto.
  - intros k. apply Rlt_le, Hgamma.
  - intros s Hs. apply Rmin_glb; [apply Rmult_le_pos|]; lra.
  - intros s t Hs. assert (a_ alpha kind * s <= a_ alpha kind * t) by (apply Rmult_le_compat_l; lra). maxmin; lra.
  - intros s Hs. apply Rmin_glb_lt; [apply Rmult_lt_0_compat|]; lra.
  - intros k. apply dist_pos.
  - intros k Hk. rewrite Hx. apply dist_any; auto.
Qed.
End Coordinate.

(* n coordinates: |ghat_i| <= G on the path suffices for the steps to vanish *)
Theorem lemma_1 n (q : nat -> list R) eps alpha clip mu kind rule G (gamma : nat -> R) (ghat w : nat -> nat -> R) :
  (forall i, (i < n)%nat -> separated (q i) eps kind mu) ->
  0 < alpha -> 0 < clip -> 0 < eps -> 0 < mu ->
  (forall k, 0 < gamma k) -> is_lim_seq gamma 0 -> is_lim_seq (fun T => sum T gamma) p_infty ->
  (forall k i, (i < n)%nat -> Rabs (ghat k i) <= G) ->
  (forall k i, (i < n)%nat ->
    w (S k) i = w k i + gamma k * velocity (w k i) (ghat k i) (q i) eps alpha clip kind rule) ->
  (forall i, (i < n)%nat -> moves_on (q i) rule (fun k => w k i) (fun k => ghat k i)) ->
  exists level : nat -> nat,
    (forall i, (i < n)%nat -> (level i < length (q i))%nat) /\
    (exists K, forall i k, (i < n)%nat -> (K <= k)%nat -> inside (q i) (level i) (w k i)) /\
    is_lim_seq (fun k => norm2 n (fun i => dist (q i) eps kind (level i) (w k i))) 0.
Proof.
  intros Hq Ha Hc He Hmu Hg H0 Hinf HG Hw Hr.
  assert (B : forall i, (i < n)%nat -> exists j, (j < length (q i))%nat /\
    (exists K, forall k, (K <= k)%nat -> inside (q i) j (w k i)) /\
    is_lim_seq (fun k => dist (q i) eps kind j (w k i)) 0).
  { intros i Hi. apply one_basin with (alpha := alpha) (clip := clip) (mu := mu) (rule := rule)
      (gamma := gamma) (g := fun k => ghat k i); auto.
    apply lim_zero_dominated with (v := fun k => Rmax G clip * gamma k) (K := O).
    - replace 0 with (Rmax G clip * 0) by ring. apply (is_lim_seq_scal_l _ _ (Finite 0)), H0.
    - intros k _. specialize (Hg k).
      rewrite Rabs_mult, Rabs_Rabsolu, (Rabs_pos_eq (gamma k)), Rmult_comm by lra.
      apply Rmult_le_compat_r; [lra|].
      eapply Rle_trans; [eapply speed; eassumption|]. apply Rmax_lub; [|apply Rmax_r].
      eapply Rle_trans; [apply HG, Hi | apply Rmax_l]. }
  destruct (choose_index n _ B) as [level HL]. exists level.
  split; [intros i Hi; apply HL, Hi|split].
  - apply (eventually_all n (fun i k => inside (q i) (level i) (w k i))). intros i Hi. apply HL, Hi.
  - replace 0 with (sum n (fun _ => 0 ^ 2)) by (rewrite sum_const; ring).
    apply (lim_sum n (fun k i => dist (q i) eps kind (level i) (w k i) ^ 2)).
    intros i Hi. apply lim_square. apply HL, Hi.
Qed.

(* under the projected rule the exception occurs: no loss, one gap, a start at its midpoint *)
Theorem projected_rests gamma k : let q := [-1; 1] in let eps := 1 / 2 in
  iterate q eps 1 1 QUADRATIC PROJECTED gamma (fun _ => 0) 0 k = 0 /\ remoteness 0 q eps QUADRATIC < 0.
Proof.
  intros q eps.
  assert (Inc : increasing q) by (intros [|i] Hi; simpl in Hi; [unfold lv, q; simpl; lra | lia]).
  assert (He : 0 < eps) by (unfold eps; lra).
  assert (Gap : gap_ok q eps QUADRATIC 0) by (unfold gap_ok, gap, reach, lv, q, eps; simpl; lra).
  assert (M : mid q 0 = 0) by (unfold mid, lv, q; simpl; field).
  destruct (at_midpoint q eps QUADRATIC Inc He 0 ltac:(simpl; lia) Gap) as [A B]. rewrite M in A, B.
  split; [|exact A]. induction k as [|k IH]; [reflexivity|]. simpl iterate. rewrite IH. unfold step.
  rewrite velocity_is, B, v_middle by lra. destruct Nat.eq_dec as [_|N]; [ring | congruence].
Qed.
