(* Lemma 1: the distance to the feasible set tends to zero on every path with gamma_k -> 0 and a
   divergent sum, whatever the bounded gradients are; epsilon below the limit. Every coordinate ends in
   one open basin. Printed rule (the projected one may rest at a midpoint), both psi. *)
From Coq Require Import Reals Lra Psatz List Arith Lia.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel levels sides sums sequences basins.
Open Scope R_scope.

(* a grid that epsilon separates, with mu at most half of each infeasible middle *)
Definition separated q eps kind mu : Prop := increasing q /\ (0 < length q)%nat /\
  forall j, (S j < length q)%nat -> gap_ok q eps kind j /\ mu <= width q eps kind j / 2.

Section Coordinate.
Variables (q : list R) (eps alpha clip mu : R) (kind rule : nat).
Hypothesis Hq : separated q eps kind mu.
Hypothesis Ha : 0 < alpha.
Hypothesis Hc : 0 < clip.
Hypothesis He : 0 < eps.
Hypothesis Hrule : rule <> PROJECTED.
Hypothesis Hmu : 0 < mu.
Variables (gamma g x : nat -> R).
Hypothesis Hgamma : forall k, 0 < gamma k.
Notation v k := (velocity (x k) (g k) q eps alpha clip kind rule).
Hypothesis Hx : forall k, x (S k) = x k + gamma k * v k.
Hypothesis Hinf : is_lim_seq (fun n => sum n gamma) p_infty.
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
  assert (Start : exists j, (j < length q)%nat /\ inside q j (x (S K))).
  { rewrite Hx. destruct (place q rule Len Hrule (x K)) as [(j & L & I)|(j & L & E)].
    - exists j. split; [exact L|]. apply keep with (mu := mu); auto.
    - exists (S j). split; [exact L|]. specialize (Short K ltac:(lia)). rewrite E in *.
      apply leave with (mu := mu); auto. }
  destruct Start as (j & L & I0).
  assert (In : forall k, (S K <= k)%nat -> inside q j (x k)).
  { intros k Hk. induction Hk as [|k Hk IH]; [exact I0|]. rewrite Hx.
    apply keep with (mu := mu); auto. apply Short; lia. }
  exists j. split; [exact L|split; [exists (S K); exact In|]].
  assert (A := a_pos alpha kind Ha).
  apply (settle gamma _ (fun k => gamma k * Rabs (v k)) (fun s => Rmin (a_ alpha kind * s) clip) (S K)); auto.
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
  0 < alpha -> 0 < clip -> 0 < eps -> rule <> PROJECTED -> 0 < mu ->
  (forall k, 0 < gamma k) -> is_lim_seq gamma 0 -> is_lim_seq (fun T => sum T gamma) p_infty ->
  (forall k i, (i < n)%nat -> Rabs (ghat k i) <= G) ->
  (forall k i, (i < n)%nat ->
    w (S k) i = w k i + gamma k * velocity (w k i) (ghat k i) (q i) eps alpha clip kind rule) ->
  exists level : nat -> nat,
    (forall i, (i < n)%nat -> (level i < length (q i))%nat) /\
    (exists K, forall i k, (i < n)%nat -> (K <= k)%nat -> inside (q i) (level i) (w k i)) /\
    is_lim_seq (fun k => norm2 n (fun i => dist (q i) eps kind (level i) (w k i))) 0.
Proof.
  intros Hq Ha Hc He Hr Hmu Hg H0 Hinf HG Hw.
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
